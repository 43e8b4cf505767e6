"""The search for a doctor: what was typed, what is found, its filters and its cards. Only its pages ask it."""
