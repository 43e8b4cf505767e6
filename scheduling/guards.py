"""The second wall of a doctor's time: no two slots in one lane overlap, nor in two clinics."""

from accounts.database_guards import Guard

TABLE = "scheduling_timeslot"
COLUMNS = ("doctor_id", "clinic_id", "lane", "starts_at", "ends_at", "minute")

# No slot is longer than a day, so a day before the start bounds the index range the trigger reads.
OVERLAPS = (
    f"SELECT 1 FROM {TABLE} WHERE doctor_id = NEW.doctor_id AND id IS NOT NEW.id"
    " AND minute > NEW.minute - 1440 AND minute < NEW.minute + 1440"
    " AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at"
)

GUARDS = [
    Guard(
        name="slot_no_overlap_in_a_lane",
        table=TABLE,
        columns=COLUMNS,
        postgresql="EXCLUDE USING gist (doctor_id WITH =, lane WITH =, tstzrange(starts_at, ends_at) WITH &&)",
        sqlite=f"{OVERLAPS} AND lane = NEW.lane",
    ),
    Guard(
        name="slot_no_overlap_in_two_clinics",
        table=TABLE,
        columns=COLUMNS,
        postgresql="EXCLUDE USING gist (doctor_id WITH =, clinic_id WITH <>, tstzrange(starts_at, ends_at) WITH &&)",
        sqlite=f"{OVERLAPS} AND clinic_id <> NEW.clinic_id",
    ),
]
