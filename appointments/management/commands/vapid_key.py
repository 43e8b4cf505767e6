"""Print a new key for notifications, ready for the environment. Nothing is kept."""

from django.core.management.base import BaseCommand

from appointments.notifications.push.keys import new_key


class Command(BaseCommand):
    help = "Print a new VAPID_PRIVATE_KEY. With another key everybody has to turn notifications on again."
    requires_system_checks = []

    def handle(self, **options):
        self.stdout.write(f"VAPID_PRIVATE_KEY={new_key()}")
