"""How the system itself does: counted in memory while it answers, added to tables a few times a minute."""
