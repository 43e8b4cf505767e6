"""The one background process: delivers messages and does what is due. Run by ``manage.py worker``."""
