"""The measurements of a record: one verb a file. Nothing is overwritten; every verb adds a row."""
