"""A person's own pages, below /me/."""

from django.urls import include, path

from accounts.views.new_record import new_record
from accounts.views.profile import profile
from accounts.views.settings import settings, theme
from appointments.views import calendar_feed, push_devices
from appointments.views.message_choices import message_choices
from dashboards.views import patient_documents, patient_health, patient_measurements, patient_privacy
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
    path("history/documents/", patient_documents.documents, name="documents"),
    path("history/measurements/", patient_measurements.measurements, name="measurements"),
    path(RECORD, patient_health.history, name="history_of"),
    path(f"{RECORD}access/", patient_health.access, name="history_access_of"),
    path(f"{RECORD}print/", patient_health.printed, name="history_print"),
    path(f"{RECORD}add/<slug:kind>/", patient_health.add, name="history_add"),
    path(f"{RECORD}none/<slug:kind>/", patient_health.none, name="history_none"),
    path(f"{RECORD}<int:pk>/correct/", patient_health.correct, name="history_correct"),
    path(f"{RECORD}<int:pk>/take-out/", patient_health.take_out, name="history_take_out"),
    path(f"{RECORD}documents/", patient_documents.documents, name="documents_of"),
    path(f"{RECORD}documents/add/", patient_documents.add, name="document_add"),
    path(f"{RECORD}documents/<int:pk>/", patient_documents.document, name="document"),
    path(f"{RECORD}documents/<int:pk>/take-out/", patient_documents.take_out, name="document_take_out"),
    path(f"{RECORD}measurements/", patient_measurements.measurements, name="measurements_of"),
    path(f"{RECORD}measurements/add/", patient_measurements.add, name="measurement_add"),
    path(f"{RECORD}measurements/<int:pk>/correct/", patient_measurements.correct, name="measurement_correct"),
    path(f"{RECORD}measurements/<int:pk>/take-out/", patient_measurements.take_out, name="measurement_take_out"),
    path("notifications/", include("appointments.notifications.urls")),
    path("settings/", settings, name="settings"),
    path("settings/theme/", theme, name="theme"),
    path("privacy/", patient_privacy.privacy, name="privacy"),
    path("privacy/ask/<slug:kind>/", patient_privacy.ask, name="privacy_ask"),
    path("privacy/<int:pk>/withdraw/", patient_privacy.withdraw, name="privacy_withdraw"),
    path("privacy/<int:pk>/copy/", patient_privacy.copy, name="privacy_copy"),
    path("settings/messages/", message_choices, name="message_choices"),
    path("settings/messages/devices/", push_devices.push_on, name="push_on"),
    path("settings/messages/devices/test/", push_devices.push_test, name="push_test"),
    path("settings/messages/devices/<int:pk>/off/", push_devices.push_off, name="push_off"),
    path("settings/calendars/", calendar_feed.calendars, name="calendars"),
    path("settings/calendars/make/", calendar_feed.make, name="calendars_make"),
    path("settings/calendars/stop/", calendar_feed.stop, name="calendars_stop"),
]
