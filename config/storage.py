"""Static files under names that change with their content, compressed once."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _names_no_source_map(pattern):
    return "sourceMappingURL" not in (pattern if isinstance(pattern, str) else pattern[0])


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes all that a file names, but not its source map: maps are not shipped."""

    patterns = tuple(
        (glob, tuple(pattern for pattern in patterns if _names_no_source_map(pattern)))
        for glob, patterns in ManifestStaticFilesStorage.patterns
    )
