"""Many rows answered by one press: which are the doctor's, and who was left out."""

from django.contrib import messages
from django.http import Http404
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.lifecycle import Verb
from appointments.models import Appointment

NAMED_AT_MOST = 5


def another_patient():
    """Return the sentence for an answer that is not about whom the page showed."""
    return _("The page you answered was about another patient. Nothing was changed.")


def answered(request, answers, *, now):
    """
    Return the answers about appointments of the doctor, and these by reference.

    What is not the doctor's own does not exist, and the other answers count all the same; 404 where none is left.
    """
    references = {answer.reference for answer in answers}
    mine = Appointment.objects.for_doctor_pages(request.user, now=now).for_listing()
    found = {appointment.reference: appointment for appointment in mine.filter(reference__in=references).order_by("pk")}
    if not found:
        raise Http404
    return [answer for answer in answers if answer.reference in found], found


def tell_left_out(request, answers):
    """Say how many ticked rows stood for nothing, where there were any."""
    left_out = len(set(request.POST.getlist("request"))) - len(answers)
    if left_out:
        sentence = ngettext(
            "%(count)s was left out: we could not tell which request it was.",
            "%(count)s were left out: we could not tell which requests they were.",
            left_out,
        )
        messages.warning(request, sentence % {"count": left_out})


def tell_refusals(request, refused, *, verb, link=""):
    """Say whom it did not work for, and why; a long list names the first few. ``link`` is what helps on."""
    if not refused:
        return
    count = len(refused)
    sentence = {
        Verb.APPROVE: ngettext("%(count)s was not approved.", "%(count)s were not approved.", count),
        Verb.OFFER: ngettext("%(count)s was not asked.", "%(count)s were not asked.", count),
        Verb.REJECT: ngettext("%(count)s was not declined.", "%(count)s were not declined.", count),
        Verb.UNDO: ngettext("%(count)s could not be undone.", "%(count)s could not be undone.", count),
    }[verb] % {"count": count}
    told = [f"{appointment.patient.full_name}: {why}" for appointment, why in refused[:NAMED_AT_MOST]]
    if more := len(refused[NAMED_AT_MOST:]):
        told.append(ngettext("And %(count)s more.", "And %(count)s more.", more) % {"count": more})
    messages.warning(request, format_html("{} {}", " ".join([sentence, *told]), link))
