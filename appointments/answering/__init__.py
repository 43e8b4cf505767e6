"""
Answers from a message: a link that asks one thing about one appointment, without signing in.

tokens (who may answer, about what) → asked (is it still to be asked?) → form, view → services
"""
