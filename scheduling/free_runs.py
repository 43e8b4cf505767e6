"""Where a whole visit finds room among slots that were read already: every start, lane by lane. Pure."""

from itertools import groupby

from scheduling.services.claiming import shortest_run


def starts_that_fit(slots, *, minutes, occupies):
    """
    Return one slot for each start at which the whole visit fits in a lane, in order.

    ``slots`` are all of the lane, the taken ones too, each with ``is_usable``: a
    buffer may run past the end of a session, not into somebody's visit.
    """
    found = {}
    in_order = sorted(slots, key=lambda slot: (slot.clinic_id, slot.lane, slot.minute))
    for _lane, run in groupby(in_order, key=lambda slot: (slot.clinic_id, slot.lane)):
        lane = list(run)
        for index, slot in enumerate(lane):
            needed = slot.is_usable and shortest_run(
                lane[index:], starts_at=slot.starts_at, minutes=minutes, occupies=occupies
            )
            if needed and all(other.is_usable for other in needed):
                found.setdefault((slot.minute, slot.clinic_id), slot)
    return [found[key] for key in sorted(found)]
