"""Addresses of booking and of a patient's own appointments."""

from django.urls import include, path

from appointments.answering.views import answer
from appointments.proposals.views import answer_offer
from appointments.views import (
    appointment_cancel,
    appointment_move,
    appointment_pages,
    appointment_to_keep,
    booking_start,
    calendar_feed,
    home_screen,
    push_devices,
)
from appointments.views.booking_account import AccountStep, CodeStep
from appointments.views.booking_check import CheckStep
from appointments.views.booking_steps import ReasonStep, TimeStep, TypeStep, WhoStep

app_name = "appointments"

booking = [
    path("", booking_start.book, name="book"),
    path("type/", TypeStep.as_view(), name="book_type"),
    path("time/", TimeStep.as_view(), name="book_time"),
    path("account/", AccountStep.as_view(), name="book_account"),
    path("code/", CodeStep.as_view(), name="book_code"),
    path("who/", WhoStep.as_view(), name="book_who"),
    path("reason/", ReasonStep.as_view(), name="book_reason"),
    path("check/", CheckStep.as_view(), name="book_check"),
    path("taken/", booking_start.taken, name="book_taken"),
    path("keep/", booking_start.keep, name="book_keep"),
]

one_appointment = [
    path("", appointment_pages.detail, name="detail"),
    path("confirmed/", appointment_pages.confirmed, name="confirmed"),
    path("reschedule/", appointment_move.reschedule_page, name="reschedule"),
    path("cancel/", appointment_cancel.cancel_page, name="cancel"),
    path("answer/", answer_offer, name="answer_offer"),
    path("calendar.ics", appointment_to_keep.calendar, name="calendar"),
    path("print/", appointment_to_keep.slip, name="print"),
]

urlpatterns = [
    path("book/start/", booking_start.start, name="start"),
    path("book/<uuid:draft>/", include(booking)),
    path("answer/<str:token>/", answer, name="answer"),
    path("calendar/<str:token>.ics", calendar_feed.feed, name="feed"),
    path("site.webmanifest", home_screen.manifest, name="manifest"),
    path("notifications/renew/", push_devices.push_renew, name="push_renew"),
    path("sw.js", push_devices.worker, name="push_worker"),
    path("appointments/", appointment_pages.appointment_list, name="list"),
    path("appointments/<slug:reference>/", include(one_appointment)),
]
