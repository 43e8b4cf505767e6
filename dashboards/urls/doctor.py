"""The doctor's pages, below /doctor/."""

from django.urls import path

from dashboards.views import (
    doctor_appointment,
    doctor_calendar,
    doctor_emergency,
    doctor_hours,
    doctor_move,
    doctor_paper,
    doctor_patients,
    doctor_profile,
    doctor_requests,
    doctor_slots,
    doctor_time_off,
    doctor_today,
    doctor_week,
)

app_name = "doctor"

APPOINTMENT = "appointments/<slug:reference>/"
PATIENT = "patients/<slug:record_number>/"

urlpatterns = [
    path("", doctor_today.today, name="today"),
    path("calendar/", doctor_calendar.calendar, name="calendar"),
    path("print/", doctor_paper.day_list, name="day_list"),
    path("requests/", doctor_requests.requests, name="requests"),
    path("requests/decide/", doctor_requests.decide_many, name="decide_many"),
    path("undo/", doctor_requests.undo_many, name="undo_many"),
    # One appointment
    path(APPOINTMENT, doctor_appointment.appointment, name="appointment"),
    path(f"{APPOINTMENT}approve/", doctor_appointment.approve, name="approve"),
    path(f"{APPOINTMENT}reject/", doctor_appointment.reject, name="reject"),
    path(f"{APPOINTMENT}reschedule/", doctor_move.reschedule, name="reschedule"),
    path(f"{APPOINTMENT}cancel/", doctor_appointment.cancel, name="cancel"),
    path(f"{APPOINTMENT}calendar.ics", doctor_paper.calendar_entry, name="appointment_calendar"),
    path(f"{APPOINTMENT}check-in/", doctor_appointment.check_in, name="check_in"),
    path(f"{APPOINTMENT}start/", doctor_appointment.start, name="start"),
    path(f"{APPOINTMENT}complete/", doctor_appointment.complete, name="complete"),
    path(f"{APPOINTMENT}no-show/", doctor_appointment.no_show, name="no_show"),
    path(f"{APPOINTMENT}undo/", doctor_appointment.undo, name="undo"),
    # My patients
    path("patients/", doctor_patients.patients, name="patients"),
    path("patients/emergency/", doctor_emergency.emergency, name="emergency"),
    path(PATIENT, doctor_patients.patient, name="patient"),
    path(f"{PATIENT}history/", doctor_patients.patient_history, name="patient_history"),
    path(f"{PATIENT}appointments/", doctor_patients.patient_appointments, name="patient_appointments"),
    path(f"{PATIENT}history/add/<slug:kind>/", doctor_patients.history_add, name="history_add"),
    path(f"{PATIENT}history/none/<slug:kind>/", doctor_patients.history_none, name="history_none"),
    path(f"{PATIENT}history/<int:pk>/correct/", doctor_patients.history_correct, name="history_correct"),
    path(f"{PATIENT}history/<int:pk>/take-out/", doctor_patients.history_take_out, name="history_take_out"),
    path(f"{PATIENT}history/<int:pk>/confirm/", doctor_patients.history_confirm, name="history_confirm"),
    # When I work
    path("hours/", doctor_week.hours, name="hours"),
    path("hours/week/", doctor_week.usual_week, name="usual_week"),
    path("hours/week/preview/", doctor_week.preview, name="usual_week_preview"),
    path("hours/add/", doctor_hours.add, name="hours_add"),
    path("hours/preview/", doctor_hours.preview, name="hours_preview"),
    path("hours/copy/", doctor_hours.copy, name="hours_copy"),
    path("hours/<int:pk>/change/", doctor_hours.change, name="hours_change"),
    path("hours/<int:pk>/end/", doctor_hours.end, name="hours_end"),
    # When I am away
    path("time-off/", doctor_time_off.time_off, name="time_off"),
    path("time-off/add/", doctor_time_off.add, name="time_off_add"),
    path("time-off/<int:pk>/end/", doctor_time_off.end, name="time_off_end"),
    # What patients read about me
    path("profile/", doctor_profile.profile, name="profile"),
    path("profile/preview/", doctor_profile.preview, name="profile_preview"),
    # One day's slots
    path("slots/", doctor_slots.slots, name="slots"),
    path("slots/why-not/", doctor_slots.why_not, name="why_not"),
    path("slots/add/", doctor_slots.add, name="slots_add"),
    path("slots/block/", doctor_slots.block_free, name="block_free"),
    path("slots/<int:pk>/block/", doctor_slots.block, name="slot_block"),
    path("slots/<int:pk>/unblock/", doctor_slots.unblock, name="slot_unblock"),
]
