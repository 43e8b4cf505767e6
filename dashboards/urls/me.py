"""A person's own pages, below /me/."""

from django.urls import include, path

from accounts.views.new_record import new_record
from accounts.views.profile import profile
from accounts.views.settings import settings, theme
from appointments.views import calendar_feed
from appointments.views.message_choices import message_choices
from dashboards.views import patient_health
from dashboards.views.patient_home import home

app_name = "me"

RECORD = "history/<slug:record_number>/"

urlpatterns = [
    path("", home, name="home"),
    path("profile/", profile, name="profile"),
    path("profile/new/", new_record, name="profile_new"),
    # My health, and that of the people I look after
    path("history/", patient_health.history, name="history"),
    path("history/access/", patient_health.access, name="history_access"),
    path(RECORD, patient_health.history, name="history_of"),
    path(f"{RECORD}access/", patient_health.access, name="history_access_of"),
    path(f"{RECORD}print/", patient_health.printed, name="history_print"),
    path(f"{RECORD}add/<slug:kind>/", patient_health.add, name="history_add"),
    path(f"{RECORD}none/<slug:kind>/", patient_health.none, name="history_none"),
    path(f"{RECORD}<int:pk>/correct/", patient_health.correct, name="history_correct"),
    path(f"{RECORD}<int:pk>/take-out/", patient_health.take_out, name="history_take_out"),
    path("notifications/", include("appointments.notifications.urls")),
    path("settings/", settings, name="settings"),
    path("settings/theme/", theme, name="theme"),
    path("settings/messages/", message_choices, name="message_choices"),
    path("settings/calendars/", calendar_feed.calendars, name="calendars"),
    path("settings/calendars/make/", calendar_feed.make, name="calendars_make"),
    path("settings/calendars/stop/", calendar_feed.stop, name="calendars_stop"),
]
