"""The cache in files, with an ``add`` that lets one of many through: limits and codes that work once rest on it."""

import os

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

LOCK = "lock"


class OneAtATimeFileCache(FileBasedCache):
    """
    Django's, which looks first and writes afterwards, behind a lock of the operating system.

    The lock is of the open file, so threads wait for each other as processes do,
    and it ends with its process, however that ends.
    """

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._createdir()  # the directory can be deleted at any time
        with open(os.path.join(self._dir, LOCK), "ab") as lock:
            locks.lock(lock, locks.LOCK_EX)
            return super().add(key, value, timeout, version)
