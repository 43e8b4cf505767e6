"""A person's own pages, below /me/."""

from django.urls import include, path

from accounts.views.new_record import new_record
from accounts.views.profile import profile
from accounts.views.settings import settings, theme
from dashboards.views.patient_home import home

app_name = "me"

urlpatterns = [
    path("", home, name="home"),
    path("profile/", profile, name="profile"),
    path("profile/new/", new_record, name="profile_new"),
    path("notifications/", include("appointments.notifications.urls")),
    path("settings/", settings, name="settings"),
    path("settings/theme/", theme, name="theme"),
]
