"""What is said of a file that cannot be used."""


class FileRefused(Exception):
    """This file does not come into a record. The message can be read aloud."""
