"""Files: written privately and whole, and read again."""
