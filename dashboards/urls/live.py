"""Live updates, below /events/."""

from django.urls import path

from dashboards.views import live

app_name = "live"

urlpatterns = [
    path("appointments/", live.appointments, name="appointments"),
    path("times/", live.times, name="times"),
    path("doctor/", live.doctor, name="doctor"),
    path("admin/", live.staff, name="staff"),
]
