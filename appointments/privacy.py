"""What `appointments` keeps about people. The vocabulary is `accounts.privacy.tables`."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy.tables import Erasing, Keeping, Kind, Table, personal
from appointments.visits.models.sections import SECTIONS

E = Erasing
TO_BOOK = _("To keep a time for a patient")
TO_TELL = _("To tell people about appointments")
TO_CARE = _("To care for the patient")
TO_RUN = _("To run the clinic's day")
WORDS_OF_A_VISIT = " ".join(SECTIONS)

OF_BOOKINGS = (
    Table(
        "appointments.appointment",
        purpose=TO_BOOK,
        keeping=Keeping.CLINICAL,
        whose=("patient",),
        fields=(
            *personal(Kind.HEALTH, "reason", E.AFTER),
            *personal(Kind.HEALTH, "reference starts_at ends_at mode visit_type_name status created_at", E.KEPT),
        ),
        links="patient booked_by doctor",
        impersonal="time_zone currency changeable_until late_after decide_by offered_until attention idempotency_key",
    ),
    Table("appointments.appointmentslot"),
    Table(
        "appointments.appointmentevent",
        purpose=TO_BOOK,
        keeping=Keeping.CLINICAL,
        whose=("appointment__patient",),
        fields=(
            *personal(Kind.WORDS, "note", E.EMPTIED),
            *personal(Kind.HEALTH, "kind at from_status to_status old_starts_at new_starts_at reason_code", E.KEPT),
        ),
        links="actor on_behalf_of old_doctor",
        impersonal="undo_until hold_key",
    ),
    Table(
        "appointments.patientcall",
        purpose=TO_TELL,
        keeping=Keeping.CLINICAL,
        whose=("appointment__patient",),
        fields=(*personal(Kind.WORDS, "note", E.EMPTIED), *personal(Kind.TECHNICAL, "at", E.KEPT)),
        links="actor",
    ),
    Table(
        "appointments.bookingdraft",
        purpose=TO_BOOK,
        keeping=Keeping.DRAFTS,
        whose=("patient", "user__patient", "appointment__patient"),
        fields=(
            *personal(Kind.HEALTH, "reason starts_at", E.DELETED),
            *personal(Kind.TECHNICAL, "address created_at", E.DELETED),
        ),
        links="user doctor patient",
        impersonal="id answered hold_key first_held_at held_until expires_at",
    ),
    Table(
        "appointments.proposal",
        purpose=TO_BOOK,
        keeping=Keeping.CLINICAL,
        whose=("appointment__patient",),
        fields=(
            *personal(Kind.WORDS, "message", E.EMPTIED),
            *personal(Kind.HEALTH, "made_at answer_by status ended_at", E.KEPT),
        ),
        links="made_by",
    ),
    Table("appointments.proposaloption", impersonal="starts_at hold_key"),
)
MESSAGES = Table(
    "appointments.message",
    purpose=TO_TELL,
    keeping=Keeping.MESSAGES,
    whose=("patient", "user__patient", "event__appointment__patient"),
    fields=(
        *personal(Kind.CONTACT, "address", E.EMPTIED),
        *personal(Kind.WORDS, "subject text", E.EMPTIED),
        *personal(Kind.WORDS, "html link error", E.EMPTIED, exported=False),
        *personal(Kind.TECHNICAL, "channel kind status created_at sent_at read_at", E.KEPT),
    ),
    links="patient user",
    impersonal="language dedupe_key send_after not_after lease_until lease_token",
    # What was written to others about this patient is a letter of theirs.
    copied=Q(user__isnull=True) | Q(user__patient__isnull=False),
)
OF_MESSAGES = (
    MESSAGES,
    Table(
        "appointments.messagepreference",
        purpose=TO_TELL,
        keeping=Keeping.ACCOUNT,
        whose=("user__patient",),
        fields=personal(Kind.CONTACT, "requests quiet_from quiet_until", E.DELETED),
        links="user",
    ),
    Table(
        "appointments.pushsubscription",
        purpose=TO_TELL,
        keeping=Keeping.DEVICES,
        whose=("user__patient",),
        fields=(
            *personal(Kind.SECRET, "endpoint endpoint_hash p256dh auth", E.DELETED, exported=False),
            *personal(Kind.TECHNICAL, "user_agent created_at last_used_at expires_at", E.DELETED),
        ),
        links="user",
    ),
    Table(
        "appointments.calendarfeed",
        purpose=TO_TELL,
        keeping=Keeping.DEVICES,
        whose=("user__patient",),
        fields=(
            *personal(Kind.SECRET, "token_hash", E.DELETED, exported=False),
            *personal(Kind.TECHNICAL, "side created_at last_read_at revoked_at", E.DELETED),
        ),
        links="user",
    ),
)
OF_VISITS = (
    Table(
        "appointments.visitnote",
        purpose=TO_CARE,
        keeping=Keeping.CLINICAL,
        whose=("appointment__patient",),
        fields=personal(Kind.HEALTH, f"{WORDS_OF_A_VISIT} amendment signed_at", E.KEPT),
        links="author",
        impersonal="page started_at saved_at",
        copied=Q(signed_at__isnull=False),
    ),
    Table(
        "appointments.setasidetext",
        purpose=TO_CARE,
        keeping=Keeping.CLINICAL,
        whose=("appointment__patient",),
        fields=personal(Kind.HEALTH, f"{WORDS_OF_A_VISIT} amendment", E.AFTER, exported=False),
        links="doctor",
        impersonal="page at",
    ),
    Table(
        "appointments.patientsummary",
        purpose=TO_CARE,
        keeping=Keeping.CLINICAL,
        whose=("appointment__patient",),
        fields=personal(Kind.HEALTH, "text shared_at withdrawn_at", E.KEPT),
        links="shared_by",
    ),
    Table(
        "appointments.followup",
        purpose=TO_CARE,
        keeping=Keeping.CLINICAL,
        whose=("appointment__patient",),
        fields=personal(Kind.HEALTH, "due_on suggested_at withdrawn_at", E.KEPT),
        links="doctor",
    ),
)
OF_THE_CLINIC = (
    Table(
        "appointments.runninglate",
        TO_RUN,
        Keeping.WORK,
        links="doctor said_by",
        impersonal="starts_at ends_at said_at since undo_until",
    ),
    Table(
        "appointments.notetemplate",
        TO_RUN,
        Keeping.WORK,
        links="doctor",
        impersonal=f"name {WORDS_OF_A_VISIT}",
    ),
    Table(
        "appointments.messagetext",
        TO_RUN,
        Keeping.WORK,
        links="changed_by",
        impersonal="situation part language text changed_at",
    ),
    Table("appointments.reminderrule", impersonal="at_time channels"),
    Table("appointments.bookingsettings", impersonal="closed_words"),
)

TABLES = (*OF_BOOKINGS, *OF_MESSAGES, *OF_VISITS, *OF_THE_CLINIC)
