"""Messages: sent, delivered, answered, whether reminders helped, and whom none reaches."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appointments.admin.seen import seen_appointments
from appointments.notifications.channels import registry
from appointments.reading.desk_questions import to_call
from dashboards.analytics.drawing import columns
from dashboards.analytics.main_figures import MainFigure
from dashboards.analytics.messages import failing_addresses, figures_of, messages_of, what_stands_out
from dashboards.analytics.messages_csv import messages_csv
from dashboards.analytics.number_words import grouped
from dashboards.views.analytics.frame import as_file, by_clinic_alone, framed, page_of_figures, question_of, wants_file


@page_of_figures("analytics_messages")
def messages(request):
    """Show the clinics one may see, of which one can be chosen; ``?format=csv`` is the file of it."""
    question = question_of(request)
    narrowing, lists = by_clinic_alone(request, question)
    found = messages_of(question.period, narrowing, request.user)
    if wants_file(request, question):
        return as_file(messages_csv(found), f"messages-{question.period.first}-{question.period.last}.csv")
    channels = [(code, registry.channel(code).label) for code in registry.codes()]
    context = {
        **framed(request, messages, question),
        "found": found,
        "figures": figures_of(found, lists, people_to_call(request.user)),
        "sentences": what_stands_out(found),
        "channels": channels,
        "columns": columns(found.weeks, registry.codes()),
        "weeks": [(week.monday, [week.counts.numbers[code] for code in registry.codes()]) for week in found.weeks],
        "rows": [(row, lists.messages(kind=row.kind)) for row in found.kinds],
        "addresses": failing_addresses(question.period, narrowing, request.user),
        "may_open_patients": request.user.has_perm("accounts.view_patient"),
    }
    return render(request, "admin/analytics/messages.html", context)


def people_to_call(user):
    """Return how many wait to be called now, with the way to their list; ``None`` for whoever may not open it."""
    if not user.has_perm("appointments.view_appointment"):
        return None
    number = to_call(seen_appointments(user), now=timezone.now()).count()
    return MainFigure(_("To call now"), grouped(number), _("No message reached them."), "", reverse("admin:calls"))
