"""Everything that happens to a doctor's running late."""
