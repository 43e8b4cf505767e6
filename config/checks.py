"""What only the database and the disk can tell: no demo accounts in production, and a safe place for uploads."""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.core.files.storage import FileSystemStorage, storages
from django.db import connections


@register(Tags.database)
def no_demo_accounts(app_configs, databases=None, **kwargs):
    """Refuse a production database in which a demo account can sign in."""
    if settings.DEMO_ACCOUNTS_ALLOWED or "default" not in (databases or ()):
        return []
    User = get_user_model()
    if User._meta.db_table not in connections["default"].introspection.table_names():
        return []  # before the first migration
    if not User.objects.filter(email__iendswith=f"@{settings.DEMO_DOMAIN}", is_active=True).exists():
        return []
    return [
        Error(
            "This database holds demo accounts, whose password everybody knows.",
            hint="Start with an empty database, or delete or deactivate the accounts of seed_demo.",
            id="config.E001",
        )
    ]


@register(Tags.files)
def files_have_a_place(app_configs, **kwargs):
    """Refuse to start a clinic's own installation that would lose what was uploaded to it, or serve it unasked."""
    if settings.DEMO_ACCOUNTS_ALLOWED:
        return []
    places = {"MEDIA_ROOT": ("default", "doctors' photos"), "PRIVATE_FILES_DIR": ("private", "documents of patients")}
    stored = [(setting, storages[alias], files) for setting, (alias, files) in places.items()]
    return [
        error
        for setting, storage, files in stored
        if isinstance(storage, FileSystemStorage)
        for error in troubles_of(Path(storage.location), setting, files)
    ]


def troubles_of(place, setting, files):
    served = [
        Path(directory).resolve() for directory in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS) if directory
    ]
    if any(place.resolve().is_relative_to(directory) for directory in served):
        return [
            Error(
                f"{setting} ({place}) lies where files are served from: everybody could load what is uploaded.",
                hint=f"Set {setting} to a directory of its own.",
                id="config.E003",
            )
        ]
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return [
            Error(
                f"{setting} ({place}) does not exist or cannot be written: {files} would be lost.",
                hint="Create the directory, or mount it, and let the server write there.",
                id="config.E002",
            )
        ]
    return []
