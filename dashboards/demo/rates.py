"""
How often things happen in the demo: the one table of its figures.

They are chosen, so that charts have something to show, within what outpatient
clinics report: 3 to 14 in a hundred appointments missed, more the longer ago
they were booked and more where nobody was reminded. A line that follows
something published says what.
"""

import datetime as dt

PAST_DAYS = 182
"""Half a year: enough for charts by week and by month."""

COMING_DAYS = 33
NEWS = dt.timedelta(days=21)
"""How far back messages and reads of records go: for half a year they would be ten times the appointments."""

FULL = 0.78
"""How much of a well-booked doctor's time is taken in the best hour of the week."""

APPOINTMENTS_PER_PATIENT = 10
PATIENTS_TO_BE_FULL_AHEAD = 90
"""Fewer patients leave the weeks to come thinner, so that there are some for each of them."""

FULL_FOR_THE_KNOWN = dt.timedelta(days=60)
"""So long the known doctors were full, however few patients there are to fill their days."""

# --- When people come ---------------------------------------------------------------------------
WEEKDAYS = (1.1, 1.0, 1.0, 0.95, 0.85, 0.6, 0.45)
"""Monday first. Mondays are busiest in general practice, Fridays thin out."""

HOURS = {8: 0.95, 9: 1.05, 10: 1.05, 11: 1.0, 12: 0.8, 13: 0.8, 14: 0.9, 15: 0.95, 16: 0.9, 17: 0.85, 18: 0.75, 19: 0.6}
"""By the hour of the start on the clinic's clock."""

MONDAY_MORNING, FRIDAY_AFTERNOON = 1.12, 0.6
"""On top of the weekday and the hour."""

# --- How far ahead they book --------------------------------------------------------------------
LEAD_DAYS = {
    "first-visit": 12,
    "follow-up": 14,
    "video-visit": 5,
    "phone-call": 2.5,
    "minor-procedure": 14,
}
"""Median days between booking and appointment; log-normal around it, as waits are: most short, a few very long."""

LEAD_SPREAD = 0.85
LONGEST_LEAD_DAYS = 42
SAME_DAY, SAME_DAY_ELSEWHERE = {"general-practice": 0.2, "paediatrics": 0.15, "psychiatry": 0.01}, 0.05
LEAD_OF_SPECIALTY = {"general-practice": 0.35, "paediatrics": 0.5, "psychiatry": 1.5, "orthopaedics": 1.3}
"""Family doctors see people within days, psychiatrists within weeks."""

BOOKED_AT_HOURS = {
    7: 3,
    8: 7,
    9: 9,
    10: 9,
    11: 8,
    12: 8,
    13: 6,
    14: 5,
    15: 5,
    16: 5,
    17: 5,
    18: 6,
    19: 8,
    20: 9,
    21: 7,
    22: 3,
}
"""Online: the hour of the click. A quarter comes when no telephone is answered."""

# --- Who books, and how -------------------------------------------------------------------------
OFFERED = {"first-visit": 4, "follow-up": 8, "video-visit": 3, "phone-call": 2, "minor-procedure": 1}
ONLINE, BY_DOCTOR = 0.64, {"follow-up": 0.22, "minor-procedure": 0.3}
"""The share booked online; the share the doctor books at the end of a visit. The front desk books the rest."""

KNOWN_PATIENT = {"first-visit": 0.1, "follow-up": 0.96, "video-visit": 0.8, "phone-call": 0.85, "minor-procedure": 0.9}
"""How likely the doctor has seen the patient before."""

CHILDREN_OF_A_FAMILY_DOCTOR, CHILDREN_OF_OTHERS = 0.18, 0.1

# --- What becomes of a request ------------------------------------------------------------------
ANSWER_HOURS, ANSWER_SPREAD = 3.0, 0.9
"""Median hours to an answer while the clinic is open; each doctor is a little quicker or slower."""

DECLINED, EXPIRED, WITHDRAWN = 0.07, 0.02, 0.03
WHY_DECLINED = {"needs_other_type": 4, "wrong_doctor": 3, "no_time": 2, "other": 1}

# --- What becomes of an appointment -------------------------------------------------------------
MISSED = {
    "dermatology": 0.065,
    "general-practice": 0.05,
    "cardiology": 0.035,
    "paediatrics": 0.06,
    "orthopaedics": 0.055,
    "gynaecology": 0.05,
    "ophthalmology": 0.045,
    "psychiatry": 0.1,
}
"""Of those due: booked one to two weeks ahead, and reminded."""

MISSED_BY_LEAD = ((1, 0.55), (7, 0.8), (14, 1.0), (28, 1.2), (10_000, 1.4))
"""Times this, by the days up to which it was booked ahead."""

NOT_REMINDED = 1.5
"""Times this. Trials of reminders found a third fewer missed (Gurol-Urganci and others, Cochrane Review, 2013)."""

CANCELLED_LATE = {"psychiatry": 0.06, "paediatrics": 0.055, "general-practice": 0.03}
CANCELLED_LATE_ELSEWHERE, CANCELLED_EARLY, CANCELLED_BY_CLINIC = 0.04, 0.075, 0.008
WHY_CANCELLED_EARLY = {"cannot_make_it": 6, "feels_better": 2, "went_elsewhere": 2, "cost": 1, "other": 1, "": 1}
WHY_CANCELLED_LATE = {"cannot_make_it": 7, "feels_better": 4, "other": 1, "": 2}
WHY_CLINIC_CANCELLED = {"no_time": 3, "clinic_closed": 1, "needs_other_type": 1, "wrong_doctor": 1}
MOVED_BY_PATIENT, MOVED_BY_CLINIC = 0.06, 0.015
REFILLED = 0.45
"""How likely somebody else takes a time that was given back two days or more before."""

ARRIVED_AFTER_ALL = 0.004
NOT_CLOSED, CLOSED_BY_NOW = 0.004, dt.timedelta(days=21)
"""The share of past appointments nobody said the end of; older ones have all been seen to."""

CHECKED_IN_AT_THE_DESK, STARTED_BY_A_BUTTON = 0.9, 0.85

# --- Messages -----------------------------------------------------------------------------------
READ_IN_THE_PORTAL, READ_OF_THE_LAST_DAYS = 0.8, 0.35
BOUNCED, BOUNCED_BETWEEN = 3, (dt.timedelta(days=6), dt.timedelta(days=2))
"""So many mails came back: at most one of each doctor's, sent between so and so long ago."""

# --- Absence ------------------------------------------------------------------------------------
WEEKS_OF_LEAVE, SICK_DAYS = 2, (0, 1, 1, 2)
"""For each doctor, in the half-year."""
