"""What the pages show, read in few queries. Nothing in here writes."""
