"""What a test reads of a message: its lines, the first, and what it is about."""


def lines(message):
    return message.text.strip().split("\n")


def first_line(message):
    """Return the line below *Hello Maria,*."""
    return lines(message)[2]


def says(message, subject, fact):
    assert (message.subject, first_line(message)) == (subject, fact)
