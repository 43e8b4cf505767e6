"""Notifications on people's devices: the key we sign with, the services they pass through, and what is sent."""
