"""The door for uvicorn: pages and live streams in one process."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# Sync views run in threads that come and go: connections are pooled, not kept by thread.
os.environ.setdefault("DATABASE_POOL", "true")

application = get_asgi_application()
