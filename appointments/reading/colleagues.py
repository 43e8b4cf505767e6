"""Who else could see the patients of several appointments, each at the time it has."""

import datetime as dt
from collections import defaultdict

from django.db.models import Q

from accounts.models import Doctor
from appointments.models import Appointment
from scheduling.clinic_time import utc_minute
from scheduling.models import DoctorVisitType, TimeSlot
from scheduling.offering import HoursVisitType
from scheduling.services.claiming import shortest_run


class Colleagues:
    """
    The doctors who offer what ``appointments`` are for, and which of them each could take over.

    Three queries, whatever their number. Nobody is counted twice at one time: of two
    appointments that need the same minutes of a colleague, the earlier gets them. It
    is as free as it was at ``now``; what must be so is for ``change_doctor`` to say.
    """

    def __init__(self, appointments: list[Appointment], *, now: dt.datetime) -> None:
        self.appointments = sorted(appointments, key=lambda one: (one.starts_at, one.pk))
        self._could: dict[int, set[int]] = {}
        offers = self._offers()
        slots = self._free_slots({doctor for doctor, _type in offers}, now=now)
        names_types = self._hours_that_choose(slots)
        self.doctors = {doctor.pk: doctor for doctor in offers.values()}
        for pk in self.doctors:
            types = {visit_type for doctor, visit_type in offers if doctor == pk}
            self._could[pk] = self._fitting(pk, types, slots, names_types)

    def able(self) -> list[tuple[Doctor, int]]:
        """Return who could take any of them over and how many, the most first."""
        found = [(self.doctors[pk], len(could)) for pk, could in self._could.items() if could]
        return sorted(found, key=lambda row: (-row[1], row[0].full_name, row[0].pk))

    def free_for(self, appointment: Appointment) -> list[Doctor]:
        """Return who could take this one over, by name."""
        doctors = [self.doctors[pk] for pk, could in self._could.items() if appointment.pk in could]
        return sorted(doctors, key=lambda doctor: (doctor.full_name, doctor.pk))

    def _offers(self):
        wanted = {one.visit_type_id for one in self.appointments}
        rows = DoctorVisitType.objects.filter(visit_type__in=wanted, is_active=True, doctor__is_active=True)
        return {(row.doctor_id, row.visit_type_id): row.doctor for row in rows.select_related("doctor")}

    def _free_slots(self, doctors, *, now):
        """Return the free slots near any of the starts, by doctor and clinic, in order."""
        times = {(one.clinic_id, utc_minute(one.starts_at), one.occupies) for one in self.appointments}
        near = Q(pk__in=[])
        for clinic, first, occupies in times:
            near |= Q(clinic=clinic, minute__gte=first, minute__lt=first + occupies)
        slots = defaultdict(list)
        free = TimeSlot.objects.free(now=now).filter(near, doctor__in=doctors)
        for slot in free.order_by("doctor", "clinic", "lane", "minute"):
            slots[slot.doctor_id, slot.clinic_id].append(slot)
        return slots

    def _hours_that_choose(self, slots):
        """Return the visit types that working hours name, by the hours; those that name none take all."""
        hours = {slot.working_hours_id for found in slots.values() for slot in found}
        named = defaultdict(set)
        rows = HoursVisitType.objects.filter(workinghours__in=hours - {None})
        for hours_id, visit_type in rows.values_list("workinghours", "visittype"):
            named[hours_id].add(visit_type)
        return named

    def _fitting(self, doctor, types, slots, named):
        """Return the keys of the appointments ``doctor`` could take over one beside the other."""
        used: set[int] = set()
        could = set()
        for one in self.appointments:
            if one.doctor_id == doctor or one.visit_type_id not in types:
                continue
            lanes = defaultdict(list)
            first = utc_minute(one.starts_at)
            for slot in slots[doctor, one.clinic_id]:
                takes = named.get(slot.working_hours_id)
                if slot.pk in used or (takes and one.visit_type_id not in takes):
                    continue
                if first <= slot.minute < first + one.occupies:
                    lanes[slot.lane].append(slot)
            for _lane, found in sorted(lanes.items()):
                run = shortest_run(found, starts_at=one.starts_at, minutes=one.minutes, occupies=one.occupies)
                if run:
                    used |= {slot.pk for slot in run}
                    could.add(one.pk)
                    break
        return could
