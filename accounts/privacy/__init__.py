"""Which columns tell of a person: why they are kept and how long, who gets a copy, and what erasing does with them."""
