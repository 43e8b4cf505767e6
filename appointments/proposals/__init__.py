"""Other times the clinic offers: up to three are held while the patient chooses, and the old one is kept."""
