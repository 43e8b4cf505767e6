"""Settings, addresses and plumbing; no app imports from here."""
