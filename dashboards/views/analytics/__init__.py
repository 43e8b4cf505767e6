"""The pages of figures in the administration; each is built on ``frame``."""
