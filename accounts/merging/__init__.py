"""What two records of one person have, and what becomes of it when they are put together."""
