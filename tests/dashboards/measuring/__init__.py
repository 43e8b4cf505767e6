"""How the system is measured: in memory, added up, kept for a while."""
