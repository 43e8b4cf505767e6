"""One verb a file. Every change of an appointment goes through one of these."""
