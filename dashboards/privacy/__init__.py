"""The inventory of personal data as a whole: its page, its terms, the copy for the patient."""
