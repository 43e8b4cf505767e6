"""A doctor's week as one board: rows of the database, items in words, places on the board, days."""
