"""Serve exactly the files we use out of packages, so that no third-party code is in this repository."""

import importlib.util
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage


class PrefixedStorage(FileSystemStorage):
    """A directory of a package; `prefix` is where its files appear among ours."""

    def __init__(self, *, location, prefix):
        super().__init__(location=location)
        self.prefix = prefix


class VendorFinder(BaseFinder):
    """Bootstrap's CSS, left-to-right and right-to-left, as `vendor/bootstrap/<name>`."""

    prefix = "vendor/bootstrap"
    names = ("bootstrap.min.css", "bootstrap.rtl.min.css")

    def __init__(self, app_names=None, *args, **kwargs):
        # The package is files only, without a module: its spec has places and no origin.
        package = importlib.util.find_spec("bootstrap")
        if not package or not package.submodule_search_locations:
            raise ImproperlyConfigured("Bootstrap is not installed: see requirements/base.txt.")
        css = Path(next(iter(package.submodule_search_locations))) / "css"
        self.paths = {f"{self.prefix}/{name}": css / name for name in self.names}

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        found = self.paths.get(path.replace("\\", "/"))
        if found is None:
            return []
        return [str(found)] if find_all or kwargs.get("all") else str(found)

    def list(self, ignore_patterns):
        for path, found in self.paths.items():
            yield found.name, PrefixedStorage(location=found.parent, prefix=str(Path(path).parent))
