"""Questions to the audit trail: who saw what, and what is given to a regulator."""
