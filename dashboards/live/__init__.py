"""Live updates: what the database reports, read once by each process and handed to the pages it concerns."""
