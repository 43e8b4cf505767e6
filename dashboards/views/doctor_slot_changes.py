"""One slot gets another shape; all slots between two times are blocked or opened, and the way back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import doctor_required
from dashboards.forms.slots import JustBlocked, SlotByHand, SlotRange, SlotShape
from dashboards.reading.home_clinic import clinics_worked_at, home_zone, today_of
from dashboards.reading.slots_of_day import kind_of
from dashboards.views.doctor_frame import conflict, doctor_page, status_of
from dashboards.views.doctor_slots import shortest_visit, slots_page
from scheduling.models import TimeSlot
from scheduling.services.reshaping import join_slots, resize_slot, split_slot, take_back_slot
from scheduling.services.slot_ranges import block_free_slots, open_again, open_blocked_slots
from scheduling.services.slots_by_hand import SlotRefused
from scheduling.services.time_off import SlotInUse, TimeOffRefused
from scheduling.time_words import clock

NAMED = 10


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def shape(request, pk):
    """Make one of my slots longer or shorter, split it, join it with the next, or take it back."""
    now = timezone.now()
    slot = get_object_or_404(TimeSlot.objects.filter(doctor=request.doctor).select_related("clinic"), pk=pk)
    beside = TimeSlot.objects.free(now=now).filter(doctor=request.doctor, clinic=slot.clinic, lane=slot.lane)
    following = beside.filter(starts_at=slot.ends_at).first()
    shapes = shapes_of(request, slot, following=following and clock(following.starts_at, slot.clinic))
    form = next((one for one in shapes if one.is_bound), None)
    if form is not None and form.is_valid():
        try:
            reshape(slot, form, actor=request.user, now=now)
        except SlotInUse as refusal:
            return conflict(request, str(refusal), now=now)
        except SlotRefused as refusal:
            form.add_error("minutes" if "minutes" in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Changed %(time)s.") % {"time": clock(slot.starts_at, slot.clinic)})
            return redirect(day_of(slot.local_date))
    came_back = request.method == "POST"
    problem = _("Choose what should change.") if came_back and form is None else ""
    context = {"shapes": shapes, "form": form, "problem": problem, "slot": slot, "back_url": day_of(slot.local_date)}
    return doctor_page(request, "doctor/slot_shape.html", context, now=now, status=status_of(came_back))


def shapes_of(request, slot, *, following):
    """Return a form for each thing that can become of ``slot``; the one whose button was pressed has what was sent."""
    offered = [
        (SlotShape.RESIZE, _("Make it longer or shorter"), _("Change its length")),
        (SlotShape.SPLIT, _("Split it in two"), _("Split it")),
    ]
    if following:
        offered.append((SlotShape.JOIN, _("Join it with the next one, %(time)s") % {"time": following}, _("Join them")))
    if slot.origin == TimeSlot.Origin.BY_HAND:
        offered.append((SlotShape.TAKE_BACK, _("Take it back, and follow my hours again"), _("Take it back")))
    return [
        SlotShape(
            request.POST if request.POST.get("what") == what else None,
            what=what,
            heading=heading,
            button=button,
            initial={"minutes": slot.minutes} if what == SlotShape.RESIZE else {},
        )
        for what, heading, button in offered
    ]


def reshape(slot, form, *, actor, now):
    """Do what the button said."""
    told = {"slot_id": slot.pk, "actor": actor, "now": now}
    match form.what:
        case SlotShape.RESIZE:
            resize_slot(minutes=form.cleaned_data["minutes"], **told)
        case SlotShape.SPLIT:
            split_slot(minutes=form.cleaned_data["minutes"], **told)
        case SlotShape.JOIN:
            join_slots(**told)
        case SlotShape.TAKE_BACK:
            take_back_slot(**told)


@doctor_required
@require_POST
def change_range(request):
    """Block all free slots between two times of a day, or open all blocked ones; what was left is named."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    form = SlotRange(request.POST, zone=home_zone(clinics))
    if form.is_valid():
        try:
            return carry_out(request, form, now=now)
        except TimeOffRefused as refusal:
            form.add_error("ends", str(refusal))
    date = form.cleaned_data.get("date") or today_of(clinics, now=now)
    by_hand = SlotByHand(clinics=clinics, now=now, initial={"date": date, "minutes": shortest_visit(request.doctor)})
    return slots_page(request, date, by_hand, clinics=clinics, now=now, range_form=form)


def carry_out(request, form, *, now):
    """Do it, say what was done and what was left, and lead back to the day; what was blocked is in the address."""
    said = {name: form.cleaned_data[name] for name in ("starts_at", "ends_at")}
    told = {"doctor": request.doctor, "actor": request.user, "now": now, **said}
    address = day_of(form.cleaned_data["date"])
    if form.cleaned_data["what"] == SlotRange.BLOCK:
        report = block_free_slots(time_zone=form.zone, **told)
        count = len(report.slots)
        done = ngettext("%(count)s slot is blocked.", "%(count)s slots are blocked.", count) % {"count": count}
        if report.time_off:
            address += "&blocked=" + ".".join(str(row.pk) for row in report.time_off)
    else:
        report = open_blocked_slots(**told)
        count = len(report.slots)
        done = ngettext("%(count)s slot is open again.", "%(count)s slots are open again.", count) % {"count": count}
    messages.success(request, done) if count else messages.info(request, _("There was nothing to change."))
    for sentence in [*report.refusals, *left_as_it_is(report.left, now=now)]:
        messages.warning(request, sentence)
    return redirect(address)


def left_as_it_is(slots, *, now):
    """Return a sentence that names the slots somebody has, such as "Left as they are: 9:20am (booked)."; or none."""
    words = {"booked": _("booked"), "held": _("being booked")}
    named = [f"{clock(slot.starts_at, slot.clinic)} ({words.get(kind_of(slot, now=now), '')})" for slot in slots]
    if not named:
        return []
    if more := len(named[NAMED:]):
        named = [*named[:NAMED], ngettext("%(more)s more", "%(more)s more", more) % {"more": more}]
    return [_("Left as they are: %(times)s.") % {"times": ", ".join(named)}]


@doctor_required
@require_POST
def undo_range(request):
    """Open again what was just blocked between two times."""
    form = JustBlocked(request.POST)
    if not form.is_valid():
        return redirect("doctor:slots")
    said = form.cleaned_data
    if open_again(doctor=request.doctor, time_off=said["time_off"], actor=request.user, now=timezone.now()):
        messages.success(request, _("The time is open again."))
    return redirect(day_of(said["date"]))


def day_of(date):
    return f"{reverse('doctor:slots')}?date={date:%Y-%m-%d}"
