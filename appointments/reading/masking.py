"""Contact details as much as their owner needs to know them again."""

DOTS = "•••"


def masked_email(address):
    """Return ``m•••@mail.com``: the first letter and where it is kept."""
    name, at, host = address.partition("@")
    return f"{name[:1]}{DOTS}{at}{host}" if at else DOTS


def masked_phone(number):
    """Return ``••• 123``: the last three figures."""
    return f"{DOTS} {number[-3:]}" if len(number) > 6 else DOTS
