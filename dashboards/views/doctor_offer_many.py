"""Offer other times for several requests at once: look at what was found for each, untick, send."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.decorators import doctor_required
from appointments.forms.guard import AnswersField
from appointments.lifecycle import Verb
from appointments.models import Appointment
from appointments.proposals.policies import may_offer
from appointments.proposals.services.offering import offer_many as offer_them
from appointments.services.recording import just_done
from dashboards.forms.decisions import Chosen
from dashboards.forms.offering_many import OfferManyForm
from dashboards.reading.offering_many import MOST, times_for_each
from dashboards.views.doctor_frame import conflict, doctor_page, status_of
from dashboards.views.many_answers import another_patient, answered, tell_left_out, tell_refusals

REQUESTS = "doctor:requests"


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_many(request):
    """Show the times found for the requests the address names with ``?request=``; send those that stay ticked."""
    now = timezone.now()
    if request.method == "POST":
        return send(request, now=now)
    references = request.GET.getlist("request")[: AnswersField.MOST]
    mine = Appointment.objects.for_doctor_pages(request.user, now=now).for_listing()
    appointments = list(mine.filter(reference__in=references).order_by("decide_by", "starts_at", "pk")[:MOST])
    if not appointments:
        return redirect(REQUESTS)
    return page(request, OfferManyForm(appointments=appointments, now=now), now=now)


def send(request, *, now):
    """Offer each what is ticked, in a transaction of its own, and name who was left out; pressed twice it is one."""
    wanted = Chosen(request.POST)
    if not wanted.is_valid():
        return redirect(REQUESTS)
    answers, appointments = answered(request, wanted.cleaned_data["request"][:MOST], now=now)
    if any(not answer.fits(appointments[answer.reference]) for answer in answers):
        return conflict(request, another_patient(), now=now)
    form = OfferManyForm(request.POST, appointments=list(appointments.values()), now=now)
    if not form.is_valid():
        return page(request, form, now=now)
    left = {
        appointment: {"times": times, "wished": form.wished(appointment.time_zone)}
        for appointment, times in form.chosen.items()
        if not just_done(appointment, verb=Verb.OFFER, actor=request.user, now=now)
    }
    seen = {appointments[answer.reference].pk: answer.seen for answer in answers}
    offers = offer_them(meant=left, message=form.cleaned_data["message"], actor=request.user, now=now, seen=seen)
    tell_refusals(request, offers.refused, verb=Verb.OFFER, link=way_to_offer(request, offers.refused, now=now))
    tell_left_out(request, answers)
    return redirect(REQUESTS)


def page(request, form, *, now):
    """Show each with its times, all ticked the first time and as they were when the form came back."""
    rows = times_for_each(form.appointments, actor=request.user, now=now)
    ticked = {time["value"] for row in rows for time in row.times}
    if form.is_bound:
        ticked &= {value for row in rows for value in request.POST.getlist(row.name)}
    context = {
        "form": form,
        "rows": rows,
        "count": sum(bool(row.times) for row in rows),
        "ticked": ticked,
        "has_errors": form.is_bound,
        "here": address_of(row.appointment for row in rows),
    }
    return doctor_page(request, "doctor/offer_many.html", context, now=now, status=status_of(form.is_bound))


def way_to_offer(request, refused, *, now):
    """Return the link that offers other times to those of ``refused`` who may still be offered any, or ``""``."""
    if not refused:
        return ""
    mine = Appointment.objects.for_doctor_pages(request.user, now=now).for_listing()
    still = [
        appointment
        for appointment in mine.filter(pk__in=[appointment.pk for appointment, _why in refused]).order_by("pk")
        if may_offer(appointment, actor=request.user, now=now) is None
    ]
    if not still:
        return ""
    words = ngettext("Suggest another time", "Suggest other times", len(still))
    return format_html('<a href="{}">{}</a>', address_of(still), words)


def address_of(appointments):
    """Return the address of the page for these appointments."""
    query = urlencode([("request", appointment.reference) for appointment in appointments])
    return f"{reverse('doctor:offer_many')}?{query}"


def too_many():
    """Return the sentence for more than the page takes."""
    return _("Other times are looked for %(most)s requests at a time. Choose fewer.") % {"most": MOST}
