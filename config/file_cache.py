"""The cache in files, with an ``add`` that lets one of many through: limits and codes that work once rest on it."""

import os

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class OneAtATimeFileCache(FileBasedCache):
    """
    Django's, which looks first and writes afterwards, behind a lock of the operating system.

    The lock is of the open file, so threads wait for each other as processes do,
    and it ends with its process, however that ends.
    """

    def __init__(self, dir, params):
        super().__init__(dir, params)
        self.directory = os.path.abspath(dir)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        os.makedirs(self.directory, mode=0o700, exist_ok=True)  # it can be deleted at any time
        with open(os.path.join(self.directory, "lock"), "ab") as lock:
            locks.lock(lock, locks.LOCK_EX)
            return super().add(key, value, timeout, version)
