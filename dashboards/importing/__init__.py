"""Rows from files: checked first, every bad one named, then made by the worker through the services of each kind."""
