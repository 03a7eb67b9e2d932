"""HTTP: what is sent, over which connection, and why there was no answer."""
