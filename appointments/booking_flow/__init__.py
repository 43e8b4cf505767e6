"""The steps from a tapped time to a booking: what is left to ask, whose draft it is. Booking itself does without."""
