"""A patient's medical history: one verb a file. Nothing is overwritten; every verb adds an entry."""
