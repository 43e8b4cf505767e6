"""What `accounts` and the packages it stands on keep about people."""

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from accounts.privacy.pseudonyms import address_of, birthday_of, name_of
from accounts.privacy.tables import Erasing, Keeping, Kind, Table, personal

E = Erasing
OF_PEOPLE_HERE = _("To know who works here and what they may do")
TO_SIGN_IN = _("To let people sign in safely")
TO_CARE = _("To care for the patient")
TO_PROVE = _("To show who saw and changed what")
TO_RUN = _("To run the installation")

PATIENT = Table(
    "accounts.patient",
    purpose=_("To know who is treated, and to reach them"),
    keeping=Keeping.CLINICAL,
    whose=("pk",),
    fields=(
        *personal(Kind.IDENTITY, "full_name", E.REPLACED, becomes=name_of),
        *personal(Kind.IDENTITY, "date_of_birth", E.REPLACED, becomes=birthday_of),
        *personal(Kind.IDENTITY, "record_number sex", E.KEPT),
        *personal(Kind.CONTACT, "email phone address emergency_contact_name emergency_contact_phone", E.EMPTIED),
        *personal(Kind.HEALTH, "access_needs", E.EMPTIED),
        *personal(Kind.WORDS, "blocked_reason", E.EMPTIED),
        *personal(Kind.TECHNICAL, "language created_at", E.KEPT),
    ),
    links="user merged_into",
    impersonal="erased_at record_emptied_at",
)
USER = Table(
    "accounts.user",
    purpose=TO_SIGN_IN,
    keeping=Keeping.ACCOUNT,
    whose=("patient",),
    fields=(
        *personal(Kind.IDENTITY, "full_name", E.REPLACED, becomes=name_of),
        *personal(Kind.CONTACT, "email", E.REPLACED, becomes=address_of),
        *personal(Kind.CONTACT, "phone", E.EMPTIED),
        *personal(Kind.TECHNICAL, "time_zone", E.EMPTIED),
        *personal(Kind.TECHNICAL, "last_login", E.EMPTIED, becomes=None),
        *personal(Kind.TECHNICAL, "language date_joined", E.KEPT),
        *personal(Kind.SECRET, "password", E.REPLACED, exported=False, becomes=lambda _patient: make_password(None)),
    ),
    impersonal="role",
)
OF_THE_RECORD = (
    Table(
        "accounts.historyentry",
        purpose=TO_CARE,
        keeping=Keeping.CLINICAL,
        whose=("patient",),
        fields=(
            *personal(Kind.HEALTH, "text", E.AFTER, becomes="–"),
            *personal(Kind.HEALTH, "code since", E.AFTER),
            *personal(Kind.HEALTH, "kind status source recorded_at", E.KEPT),
        ),
        links="patient recorded_by",
    ),
    Table(
        "accounts.measurement",
        purpose=TO_CARE,
        keeping=Keeping.CLINICAL,
        whose=("patient",),
        fields=personal(Kind.HEALTH, "kind value second_value measured_at source recorded_at", E.KEPT),
        links="patient recorded_by",
    ),
    Table(
        "accounts.document",
        purpose=TO_CARE,
        keeping=Keeping.CLINICAL,
        whose=("patient",),
        fields=(
            *personal(Kind.WORDS, "title original_name", E.EMPTIED),
            *personal(Kind.HEALTH, "kind source recorded_at", E.KEPT),
        ),
        links="patient recorded_by confirmed_by withdrawn_by",
        impersonal="content_type sha256 stored_name confirmed_at withdrawn_at withdrawn_reason",
    ),
    Table(
        "accounts.emergencyopening",
        purpose=TO_PROVE,
        keeping=Keeping.CLINICAL,
        whose=("patient",),
        fields=(
            *personal(Kind.HEALTH, "reason", E.AFTER, becomes="–"),
            *personal(Kind.WORDS, "review_note", E.AFTER, exported=False),
            *personal(Kind.TECHNICAL, "opened_at until", E.KEPT),
        ),
        links="doctor patient reviewed_by",
        impersonal="reviewed_at",
    ),
    Table(
        "accounts.recordgrant",
        purpose=_("To say which doctor may read a record"),
        keeping=Keeping.CLINICAL,
        whose=("patient",),
        fields=personal(Kind.TECHNICAL, "starts_at until because", E.KEPT),
        links="doctor patient",
    ),
    Table(
        "accounts.patientaccess",
        purpose=_("To say who may act for a patient"),
        keeping=Keeping.CLINICAL,
        whose=("patient",),
        fields=personal(Kind.IDENTITY, "relation scope until created_at", E.KEPT),
        links="user patient",
    ),
)
OF_PRIVACY = (
    Table(
        "accounts.listexport",
        purpose=TO_PROVE,
        keeping=Keeping.AUDIT,
        fields=(
            *personal(Kind.WORDS, "query reason", E.NOT_THEIRS, exported=False),
            *personal(Kind.WORK, "at", E.NOT_THEIRS, exported=False),
        ),
        links="actor",
        impersonal="list_label rows file_format with_names",
    ),
    Table(
        "accounts.tombstone",
        purpose=_("To erase again what a backup brings back"),
        keeping=Keeping.AUDIT,
        whose=("patient",),
        fields=personal(Kind.TECHNICAL, "erased_at reason record_kept_until", E.KEPT, exported=False),
        links="patient erased_by",
        impersonal="rows",
    ),
    Table(
        "accounts.subjectrequest",
        purpose=_("To answer in time what people ask about their data, and to show that it was answered"),
        keeping=Keeping.AUDIT,
        whose=("patient",),
        fields=(
            *personal(Kind.WORDS, "note", E.EMPTIED),
            *personal(Kind.TECHNICAL, "kind channel received_on due_on state closed_at", E.KEPT),
            *personal(Kind.TECHNICAL, "extension_reason refusal_reason", E.KEPT),
        ),
        links="patient taken_by closed_by",
    ),
    Table(
        "accounts.patientmerge",
        purpose=_("To take two records apart again that were put together by mistake"),
        keeping=Keeping.CLINICAL,
        whose=("kept",),
        fields=(
            *personal(Kind.IDENTITY, "fields", E.EMPTIED, exported=False, becomes=lambda _patient: {}),
            *personal(Kind.WORDS, "reason", E.REPLACED, exported=False, becomes="–"),
            *personal(Kind.TECHNICAL, "merged_at moved undone_at", E.KEPT, exported=False),
        ),
        links="kept gone merged_by sign_in undone_by",
    ),
    Table("accounts.retentionsettings"),
    Table("accounts.organisationsettings", impersonal="name short_name help_phone help_hours emergency_number"),
    Table("accounts.settingsgeneration"),
)
OF_PEOPLE_WHO_WORK_HERE = (
    Table(
        "accounts.doctor",
        purpose=_("To let patients choose a doctor"),
        keeping=Keeping.WORK,
        fields=personal(
            Kind.WORK,
            "slug title full_name gender biography qualifications licence_number photo search_text",
            E.NOT_THEIRS,
            exported=False,
        ),
        links="user",
    ),
    Table("accounts.doctorlanguage", OF_PEOPLE_HERE, Keeping.WORK, links="doctor", impersonal="code"),
    Table("accounts.doctor_specialties", OF_PEOPLE_HERE, Keeping.WORK, links="doctor"),
    Table("accounts.specialty", impersonal="name slug plain_name plain_name_plural practitioner_title search_words"),
    Table(
        "accounts.invitation",
        purpose=OF_PEOPLE_HERE,
        keeping=Keeping.INVITATIONS,
        whose=("user__patient",),
        fields=(
            *personal(Kind.CONTACT, "email", E.EMPTIED),
            *personal(Kind.TECHNICAL, "sent_at expires_at accepted_at revoked_at", E.KEPT, exported=False),
        ),
        links="user invited_by",
        impersonal="role token_hash",
    ),
    Table("accounts.invitation_groups"),
    Table("accounts.user_groups", OF_PEOPLE_HERE, Keeping.WORK, links="user"),
    Table("accounts.user_user_permissions", OF_PEOPLE_HERE, Keeping.WORK, links="user"),
)
OF_THE_TRAIL = (
    Table(
        "accounts.auditentry",
        purpose=TO_PROVE,
        keeping=Keeping.AUDIT,
        whose=("patient",),
        fields=(
            *personal(Kind.TECHNICAL, "at role action object_label purpose outcome", E.KEPT),
            *personal(Kind.TECHNICAL, "address request_id", E.KEPT, exported=False),
        ),
        links="actor on_behalf_of patient",
    ),
    Table("accounts.auditseal", impersonal="digest sealed_at"),
    Table(
        "admin.logentry",
        purpose=TO_PROVE,
        keeping=Keeping.ADMIN_LOG,
        fields=(
            # Names the row it is about; erasing finds it by that row's key, for it has no key to a patient.
            *personal(Kind.IDENTITY, "object_repr", E.REPLACED, exported=False),
            *personal(Kind.TECHNICAL, "object_id change_message action_time", E.KEPT, exported=False),
        ),
        links="user",
    ),
)
OF_SIGNING_IN = (
    Table(
        "account.emailaddress",
        purpose=TO_SIGN_IN,
        keeping=Keeping.ACCOUNT,
        whose=("user__patient",),
        fields=personal(Kind.CONTACT, "email", E.DELETED),
        links="user",
    ),
    Table(
        "account.emailconfirmation",
        purpose=TO_SIGN_IN,
        keeping=Keeping.ACCOUNT,
        whose=("email_address__user__patient",),
        fields=personal(Kind.SECRET, "key created sent", E.DELETED, exported=False),
    ),
    Table(
        "mfa.authenticator",
        purpose=TO_SIGN_IN,
        keeping=Keeping.ACCOUNT,
        whose=("user__patient",),
        fields=(
            *personal(Kind.SECRET, "data", E.DELETED, exported=False),
            *personal(Kind.TECHNICAL, "type created_at last_used_at", E.DELETED),
        ),
        links="user",
    ),
    Table(
        "usersessions.usersession",
        purpose=TO_SIGN_IN,
        keeping=Keeping.SESSIONS,
        whose=("user__patient",),
        fields=(
            *personal(Kind.TECHNICAL, "ip user_agent created_at last_seen_at", E.DELETED),
            *personal(Kind.SECRET, "session_key data", E.DELETED, exported=False),
        ),
        links="user",
    ),
    # Opaque, and ended with the rows above.
    Table(
        "sessions.session",
        purpose=TO_SIGN_IN,
        keeping=Keeping.SESSIONS,
        fields=personal(Kind.SECRET, "session_key session_data expire_date", E.DELETED, exported=False),
    ),
)
OF_DJANGO = (
    Table("auth.group", impersonal="name"),
    Table("auth.group_permissions"),
    Table("auth.permission", impersonal="name codename"),
    Table("contenttypes.contenttype", impersonal="app_label model"),
)

OF_THE_SIGN_IN = (*OF_SIGNING_IN, USER)
"""In this order: what hangs on a sign-in is found through it."""

TABLES = (
    PATIENT,
    *OF_THE_RECORD,
    *OF_PRIVACY,
    *OF_PEOPLE_WHO_WORK_HERE,
    *OF_THE_TRAIL,
    *OF_THE_SIGN_IN,
    *OF_DJANGO,
)
