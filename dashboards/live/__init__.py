"""Live updates: what the database reports, read once by each server process and handed to the open pages it concerns."""
