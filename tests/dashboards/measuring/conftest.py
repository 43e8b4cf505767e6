"""A process that is measured, at an hour one knows."""

import pytest

from dashboards.measuring import ongoing
from dashboards.measuring.recorder import Recorder

THEN = 1_795_600_800
"""Wed 25 Nov 2026, 10am in UTC, in seconds since 1970."""


class Nowhere:
    """In the place of the thread that writes: tests write themselves."""

    def begin(self):
        pass


@pytest.fixture
def measured(settings, monkeypatch):
    """Return the recorder that requests of this test are counted by."""
    settings.MEASURING = True
    recorder = Recorder(clock=lambda: THEN)
    for module in ("ongoing", "flushing"):
        monkeypatch.setattr(f"dashboards.measuring.{module}.recorder", recorder)
    monkeypatch.setattr("dashboards.searching.recorder", recorder)
    monkeypatch.setattr("config.measuring.flushing", Nowhere())
    yield recorder
    ongoing.connection_created.disconnect(dispatch_uid="dashboards.measuring")
    for connection in ongoing.connections.all(initialized_only=True):
        connection.execute_wrappers[:] = [
            wrapper for wrapper in connection.execute_wrappers if not isinstance(wrapper, ongoing.Watching)
        ]
