"""Reading everything, to sum it up."""
