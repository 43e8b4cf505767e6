"""Demo data: a small organisation that could be real, the same for the same seed."""
