"""The time zones a person or a clinic can live by: one list for every select and every check."""

import zoneinfo
from functools import cache

REGIONS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip


@cache
def known_zones():
    """Return the IANA names this machine knows. Kept: asking reads the whole zone table, some 30 ms."""
    return frozenset(zoneinfo.available_timezones())


def known_zone(name):
    """Return ``name`` if this machine knows the zone, else nothing: one dropped from the table must stop nobody."""
    return name if name in known_zones() else ""


def time_zone_choices():
    """Return (zone, words) of every zone a person can live in, for a select."""
    return [(name, name.replace("_", " ")) for name in sorted(known_zones()) if "/" in name]


def zones_by_region(*, including=""):
    """
    Return (region, [(zone, city)]) of every place with a clock of its own.

    A zone that is no place, such as ``US/Eastern``, comes first when it is the
    one ``including`` names: whoever has it must find it chosen.
    """
    cities = {region: [] for region in REGIONS}
    for zone in sorted(known_zones()):
        region, _slash, place = zone.partition("/")
        if place and region in cities:
            cities[region].append((zone, _city(place)))
    is_elsewhere = known_zone(including) and including.partition("/")[0] not in cities
    return [*([(including, _city(including))] if is_elsewhere else []), *cities.items()]


def _city(place):
    return place.replace("_", " ").replace("/", ", ")
