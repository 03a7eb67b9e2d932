"""Many credentials in one run: rows in, one result each out, within the limits that the servers state."""
