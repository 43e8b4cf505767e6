"""A sick doctor's patients go to a colleague: who is free is shown beside each, one is chosen, each is moved."""

from http import HTTPStatus

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appointments.admin.form_page import form_page
from appointments.admin.selected import THE_LIST, answered, selected_rows
from appointments.forms.guard import Answer, AnswersField
from appointments.lifecycle import Verb
from appointments.reading.colleagues import Colleagues
from appointments.services.changing_doctor import change_doctor
from appointments.services.recording import REFUSALS, just_done
from scheduling.admin.moments import named_moment

SLUG = "another-doctor"
MOST_NAMED = 3


class ColleagueForm(forms.Form):
    """To whom, from those who are free at any of the times; the page prints the answers beside their rows."""

    use_required_attribute = False

    answer = AnswersField()
    doctor = forms.TypedChoiceField(
        label=gettext_lazy("To whom"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a doctor."),
            "invalid_choice": gettext_lazy("This doctor is not free any more. Choose another one."),
        },
    )
    note = forms.CharField(label=gettext_lazy("A few words for the patients"), required=False, max_length=500)
    fieldsets = [(None, {"fields": ["doctor", "note"]})]

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        total = len(colleagues.appointments)
        words = gettext_lazy("%(doctor)s: free for %(count)s of %(total)s")
        self.fields["doctor"].choices = [
            (doctor.pk, words % {"doctor": doctor.display_name, "count": count, "total": total})
            for doctor, count in colleagues.able()
        ]


@admin.action(description=gettext_lazy("Move to another doctor at the same time"), permissions=["change"])
def to_another_doctor(model_admin, request, queryset):
    """Show the selected rows, each with who is free then, and ask to whom; nothing is changed before."""
    rows = selected_rows(request, queryset)
    if not rows:
        return None
    colleagues = Colleagues(rows, now=timezone.now())
    if not colleagues.able():
        words = _("Nobody else who offers these visits is free at these times. Offer other times, or cancel.")
        messages.error(request, words)
        return None
    return show(model_admin, request, ColleagueForm(colleagues=colleagues), colleagues)


def selected_page(model_admin, request):
    """Move each that is still as it was shown; one refusal never stops the rest."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    rows, now = answered(model_admin, request), timezone.now()
    colleagues = Colleagues(list(rows.values()), now=now)
    form = ColleagueForm(request.POST, colleagues=colleagues)
    if (pressed := pressed_twice(request, rows, now=now)) is not None:
        tell_done(request, pressed, len(rows))
        return redirect(THE_LIST)
    if not form.is_valid() and "answer" in form.errors:
        messages.error(request, form.errors["answer"][0])
        return redirect(THE_LIST)
    if form.errors:
        return show(model_admin, request, form, colleagues, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    move_each(model_admin, request, form.cleaned_data, rows, colleagues, now=now)
    return redirect(THE_LIST)


def pressed_twice(request, rows, *, now):
    """Return the doctor who has all the rows already, because the button was pressed twice; else ``None``."""
    chosen = request.POST.get("doctor", "")
    if rows and all(has_it_already(row, chosen, request, now=now) for row in rows.values()):
        return next(iter(rows.values())).doctor
    return None


def has_it_already(row, doctor, request, *, now):
    mine = just_done(row, verb=Verb.RESCHEDULE, actor=request.user, now=now)
    return str(row.doctor_id) == str(doctor) and mine


def move_each(model_admin, request, said, rows, colleagues, *, now):
    """Move in a transaction for each; who was left out is named, with the reason and what helps on."""
    doctor, done, refused = colleagues.doctors[said["doctor"]], 0, []
    for answer in said["answer"]:
        row = rows[answer.reference]
        if not answer.fits(row):
            refused.append((row, _("The page you answered was about another patient. Nothing was changed.")))
            continue
        try:
            moved = change_doctor(
                appointment=row, doctor=doctor, actor=request.user, now=now, note=said["note"], seen=answer.seen
            )
        except REFUSALS as refusal:
            if has_it_already(row, doctor.pk, request, now=now):
                done += 1
                continue
            refused.append((row, str(refusal)))
        else:
            done += 1
            model_admin.log_change(request, moved, [{"changed": {"fields": [_("doctor")]}}])
    if done:
        tell_done(request, doctor, done)
    tell_refused(request, refused, doctor, now=now)


def tell_done(request, doctor, count):
    words = ngettext(
        "%(count)s appointment moved to %(doctor)s at the same time. The patient is told.",
        "%(count)s appointments moved to %(doctor)s at the same time. The patients are told.",
        count,
    )
    messages.success(request, words % {"count": count, "doctor": doctor.display_name})


def tell_refused(request, refused, doctor, *, now):
    """Name each that stayed, why, and the next best: who else is free then, or the page that offers other times."""
    left = Colleagues([row for row, _refusal in refused], now=now)
    for row, refusal in refused:
        offer = reverse("admin:appointments_appointment_offer", args=[row.pk])
        words = _("%(reference)s, %(patient)s: %(refusal)s") % {
            "reference": row.spoken_reference,
            "patient": row.patient,
            "refusal": refusal,
        }
        others = [other.display_name for other in left.free_for(row) if other.pk != doctor.pk][:MOST_NAMED]
        if others:
            free = _("Free then: %(doctors)s.") % {"doctors": ", ".join(others)}
            messages.error(request, f"{words} {free}")
        else:
            link = _("Offer another time")
            messages.error(request, format_html('{} <a href="{}">{}</a>', words, offer, link))


def show(model_admin, request, form, colleagues, status=HTTPStatus.OK):
    """Show each row with what tells its patient from another of that name, and who is free then."""
    rows = colleagues.appointments
    return form_page(
        model_admin,
        request,
        form,
        title=_("Move to another doctor at the same time"),
        button=_("Move these appointments"),
        status=status,
        template="admin/appointments/another_doctor.html",
        rows=[
            (row, named_moment(row.starts_at, row.time_zone), Answer.about(row), in_words(colleagues.free_for(row)))
            for row in rows
        ],
        action=reverse("admin:appointments_appointment_selected", args=[SLUG]),
    )


def in_words(doctors):
    """Return the first few by name and how many more there are; empty for nobody."""
    named = ", ".join(doctor.display_name for doctor in doctors[:MOST_NAMED])
    more = len(doctors) - MOST_NAMED
    return _("%(doctors)s and %(count)s more") % {"doctors": named, "count": more} if more > 0 else named
