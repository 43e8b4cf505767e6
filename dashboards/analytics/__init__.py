"""Figures over time for those who run the clinics: counted by the hour into daily metrics, read from these alone."""
