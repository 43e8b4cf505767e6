"""Everything that happens to an offer of another time."""
