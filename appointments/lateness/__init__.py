"""The doctor runs late: said for the rest of a session, told to those who wait, and taken back."""
