"""What `scheduling` keeps about people: only about those who work here. The vocabulary is `accounts.privacy.tables`."""

from django.utils.translation import gettext_lazy as _

from accounts.privacy.tables import Erasing, Keeping, Kind, Table, personal

TO_PLAN = _("To plan who works when and where")

TABLES = (
    Table(
        "scheduling.clinic",
        impersonal="name slug address city postcode time_zone country subdivision latitude longitude phone directions",
    ),
    Table("scheduling.clinicstaff", TO_PLAN, Keeping.WORK, links="user"),
    Table("scheduling.invitedstaff"),
    Table("scheduling.visittype", impersonal="name slug mode approval currency instructions"),
    Table("scheduling.doctorvisittype", TO_PLAN, Keeping.WORK, links="doctor", impersonal="own_approval mode"),
    Table("scheduling.workinghours_visit_types"),
    Table(
        "scheduling.workinghours",
        TO_PLAN,
        Keeping.WORK,
        links="doctor",
        impersonal="starts ends valid_from valid_until anchor",
    ),
    Table(
        "scheduling.timeoff",
        TO_PLAN,
        Keeping.WORK,
        fields=personal(Kind.WORK, "starts_at ends_at repeats_until label", Erasing.NOT_THEIRS, exported=False),
        links="doctor",
        impersonal="time_zone ended_at",
    ),
    Table("scheduling.schedulingsettings"),
    Table(
        "scheduling.timeslot",
        TO_PLAN,
        Keeping.WORK,
        links="doctor",
        impersonal="starts_at ends_at status held_until hold_key origin local_date",
    ),
    Table("scheduling.daysupply", TO_PLAN, Keeping.WORK, links="doctor", impersonal="local_date"),
)
