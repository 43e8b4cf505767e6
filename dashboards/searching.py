"""Count what is searched for. Connected by ``DashboardsConfig.ready``."""

from django.dispatch import receiver

from dashboards.measuring.recorder import recorder
from scheduling.signals import doctors_searched


@receiver(doctors_searched, dispatch_uid="dashboards.search_metrics")
def count_search(sender, asked, **kwargs):
    """Count it in memory, like the request itself."""
    recorder.search(asked)
