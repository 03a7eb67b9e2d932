"""Files: what people name, read as text; what is ours, written privately and whole, and read again."""
