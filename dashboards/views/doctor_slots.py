"""One day's slots: block one, open it again, open one off the grid; and why a time is not offered."""

from django.contrib import messages
from django.db.models import Min
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import doctor_required
from accounts.safe_next import next_url
from dashboards.forms.dates import date_in
from dashboards.forms.slots import KeysField, SlotByHand, SlotRange
from dashboards.forms.time_off import Stretch
from dashboards.forms.why_not import WhyNot
from dashboards.reading.home_clinic import clinics_worked_at, home_zone, today_of
from dashboards.reading.slots_of_day import lanes_of
from dashboards.reading.why_not import obstacles
from dashboards.services.withdrawing import PatientsBooked, withdraw
from dashboards.views.doctor_frame import conflict, doctor_page, status_of
from scheduling.clinic_time import ONE_DAY
from scheduling.models import DoctorVisitType, TimeOff, TimeSlot
from scheduling.services.slots_by_hand import SlotRefused, open_slot_by_hand
from scheduling.services.time_off import SlotInUse, TimeOffRefused, add_time_off, block_slot, unblock_slot
from scheduling.time_words import clock, day_and_time

USUAL_MINUTES = 20


@doctor_required
@require_safe
def slots(request):
    """Show the slots of today, or of ``?date=``."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    date = date_in(request, otherwise=today_of(clinics, now=now))
    form = SlotByHand(clinics=clinics, now=now, initial={"date": date, "minutes": shortest_visit(request.doctor)})
    return slots_page(request, date, form, clinics=clinics, now=now)


@doctor_required
@require_safe
def why_not(request):
    """Say everything that stands against a time; asked by the address, so that the answer can be sent on."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    initial = {"date": date_in(request, otherwise=today_of(clinics, now=now))}
    form = WhyNot(
        request.GET if "time" in request.GET else None,
        doctor=request.doctor,
        clinics=clinics,
        now=now,
        initial=initial,
    )
    context = {"form": form}
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("offer", "clinic", "starts_at", "patient")}
        context["obstacles"] = obstacles(now=now, **said)
        context["asked"] = day_and_time(said["starts_at"], said["clinic"])
    status = status_of(form.is_bound and not form.is_valid())
    return doctor_page(request, "doctor/why_not.html", context, now=now, status=status)


def slots_page(request, date, form, *, clinics, now, range_form=None):
    today = today_of(clinics, now=now)
    lanes = lanes_of(doctor=request.doctor, day=date, now=now)
    context = {
        "date": date,
        "is_today": date == today,
        "before": date - ONE_DAY,
        "after": date + ONE_DAY,
        "lanes": lanes,
        "names_clinics": len({lane.clinic.pk for lane in lanes}) > 1,
        "names_lanes": any(lane.number > 1 for lane in lanes),
        "form": form,
        "range_form": range_form or SlotRange(zone=home_zone(clinics), initial={"date": date}),
        "blocked_now": blocked_now(request, now=now),
        "address": f"{reverse('doctor:slots')}?date={date:%Y-%m-%d}",
    }
    came_back = form.is_bound or (range_form is not None and range_form.is_bound)
    return doctor_page(request, "doctor/slots.html", context, now=now, status=status_of(came_back))


def blocked_now(request, *, now):
    """Return the time off that the address names as just entered, as far as it is mine and still to come."""
    named = KeysField().to_python(request.GET.get("blocked", "").split("."))
    rows = TimeOff.objects.filter(doctor=request.doctor, pk__in=named, ended_at=None, ends_at__gt=now)
    return list(rows.order_by("pk").values_list("pk", flat=True)) if named else []


def shortest_visit(doctor):
    shortest = DoctorVisitType.objects.active().filter(doctor=doctor).aggregate(minutes=Min("occupies"))
    return shortest["minutes"] or USUAL_MINUTES


@doctor_required
@require_POST
def add(request):
    """Open a slot by hand."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    form = SlotByHand(request.POST, clinics=clinics, now=now)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("clinic", "starts_at", "minutes")}
        try:
            slot = open_slot_by_hand(doctor=request.doctor, actor=request.user, now=now, **said)
        except SlotRefused as refusal:
            form.add_error("time", str(refusal))
        else:
            messages.success(request, _("Opened %(time)s.") % {"time": clock(slot.starts_at, slot.clinic)})
            return redirect(f"{reverse('doctor:slots')}?date={slot.local_date:%Y-%m-%d}")
    date = form.cleaned_data.get("date") or today_of(clinics, now=now)
    return slots_page(request, date, form, clinics=clinics, now=now)


@doctor_required
@require_POST
def block(request, pk):
    """Block a slot, in every lane."""
    return change_slot(request, pk, block_slot, said=_("Blocked %(time)s."))


@doctor_required
@require_POST
def unblock(request, pk):
    """Open a blocked slot again."""
    return change_slot(request, pk, unblock_slot, said=_("Opened %(time)s."))


def change_slot(request, pk, do, *, said):
    """Block or open one of the doctor's own slots; a slot somebody has answers 409 with the way out."""
    now = timezone.now()
    slot = get_object_or_404(TimeSlot.objects.filter(doctor=request.doctor).select_related("clinic"), pk=pk)
    try:
        do(slot_id=slot.pk, actor=request.user, now=now)
    except (SlotInUse, TimeOffRefused) as refusal:
        return conflict(request, str(refusal), now=now)
    messages.success(request, said % {"time": clock(slot.starts_at, slot.clinic)})
    return redirect(f"{reverse('doctor:slots')}?date={slot.local_date:%Y-%m-%d}")


@doctor_required
@require_POST
def block_free(request):
    """Block a stretch of free time on my day; if somebody has booked it meanwhile, nothing is changed."""
    now = timezone.now()
    form = Stretch(request.POST, now=now)
    if not form.is_valid():
        return conflict(request, _("We could not read that time. Choose it again from the list."), now=now)
    starts_at, ends_at = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
    zone = form.cleaned_data["clinic"].time_zone

    def enter():
        add_time_off(
            doctor=request.doctor, starts_at=starts_at, ends_at=ends_at, time_zone=zone, actor=request.user, now=now
        )

    try:
        withdraw(doctor=request.doctor, change=enter, agreed=(), now=now)
    except PatientsBooked as booked:
        sentence = _("Someone has this time: move the appointment instead.")
        return conflict(request, sentence, now=now, appointment=booked.appointments[0])
    except TimeOffRefused as refusal:
        return conflict(request, str(refusal), now=now)
    words = {"start": clock(starts_at, zone), "end": clock(ends_at, zone)}
    messages.success(request, _("Blocked %(start)s to %(end)s.") % words)
    return redirect(next_url(request, otherwise=reverse("doctor:today")))
