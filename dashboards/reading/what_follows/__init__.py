"""What follows a step with a person: said before it is taken, in the order in which it matters."""
