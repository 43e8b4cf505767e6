"""The door for uvicorn: pages and live streams in one process."""

import os
import warnings

from django.conf import settings
from django.core.asgi import get_asgi_application

from config.starting import refuse_unfit_database
from config.uploads import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# Sync views run in threads that come and go: connections are pooled, not kept by thread.
os.environ.setdefault("DATABASE_POOL", "true")

# WhiteNoise streams files in its own way; under ASGI Django says so once per process.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

application = BodyLimit(get_asgi_application(), most=settings.BODY_MAX_BYTES)
refuse_unfit_database()
if settings.SETTINGS_WATCHED:
    from accounts.settings_news import watch  # its models are ready from here on

    watch()
