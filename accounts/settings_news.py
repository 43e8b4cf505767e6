"""Notice that another process changed a setting: a look twice a second, beside the requests and not in them."""

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, connection

from accounts.models.settings_row import SettingsGeneration
from accounts.remembering import forget_everything

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks, so the most a change takes to be seen everywhere. A look reads a table of one row."""


class SettingsNews:
    """What one process knows of the changes so far."""

    def __init__(self):
        self.known = None

    def look(self):
        """Forget what is remembered if a setting was changed since the last look; say whether one was. One query."""
        number = SettingsGeneration.objects.values_list("number", flat=True).first() or 0
        is_new = self.known is not None and number != self.known
        self.known = number
        if is_new:
            forget_everything()
        return is_new

    def look_on(self):
        """Look until the process ends. A database that is away is waited for; a minute's memory is the bound then."""
        while True:
            try:
                self.look()
            except (DatabaseError, InterfaceError):
                log.debug("the settings could not be looked at")
            finally:
                connection.close()  # given back between two looks: requests need it more
            time.sleep(LOOK_EVERY)


def watch():
    """Look from now on in a thread of this process."""
    threading.Thread(target=SettingsNews().look_on, name="settings-news", daemon=True).start()
