"""What a doctor writes about a visit, what the patient is told, when to come again. Booking needs none of it."""
