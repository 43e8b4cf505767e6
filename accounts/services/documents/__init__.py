"""The documents of a record: one verb a file."""
