"""Where files lie: static ones under names that change with their content, those of records out of reach."""

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _names_no_source_map(pattern):
    return "sourceMappingURL" not in (pattern if isinstance(pattern, str) else pattern[0])


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes all that a file names, but not its source map: maps are not shipped."""

    patterns = tuple(
        (glob, tuple(pattern for pattern in patterns if _names_no_source_map(pattern)))
        for glob, patterns in ManifestStaticFilesStorage.patterns
    )


class PrivateFileStorage(FileSystemStorage):
    """Files that only the server itself reads, below ``PRIVATE_FILES_DIR``. They have no address."""

    def __init__(self):
        super().__init__(
            location=settings.PRIVATE_FILES_DIR, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def url(self, name):
        raise ValueError("A file of a record is given out by its view alone.")
