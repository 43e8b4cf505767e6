"""The door for a WSGI server; each of its threads keeps its own connection."""

import os

from django.core.wsgi import get_wsgi_application

from config.starting import refuse_unfit_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()
refuse_unfit_database()
