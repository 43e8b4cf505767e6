"""The files of a record: what may come in, what is kept of it, and where it lies."""
