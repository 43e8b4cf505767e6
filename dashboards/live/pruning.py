"""News that no open page can still ask for."""

from dashboards.live.memory import KEPT_FOR
from dashboards.models import LiveEvent


def prune_live_events(*, now):
    """
    Delete the events of more than an hour ago, except the newest of all; return how many.

    The newest stays, whatever its age: where it is missing, readers take the database for a restored one.
    """
    newest = LiveEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return 0
    count, _by_model = LiveEvent.objects.filter(at__lt=now - KEPT_FOR, pk__lt=newest).delete()
    return count
