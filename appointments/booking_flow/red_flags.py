"""Words in a reason that may mean an emergency: the page then shows the number to call, and never blocks."""

import re
import unicodedata

# English as people type it; a translation adds its own.
WORDS = (
    "chest pain",
    "pain in my chest",
    "pain in the chest",
    "tight chest",
    "heart attack",
    "cannot breathe",
    "can not breathe",
    "cant breathe",
    "hard to breathe",
    "struggling to breathe",
    "trouble breathing",
    "stroke",
    "face drooping",
    "slurred speech",
    "cannot move my",
    "cant move my",
    "passed out",
    "unconscious",
    "seizure",
    "worst headache",
    "bleeding heavily",
    "heavy bleeding",
    "coughing blood",
    "coughing up blood",
    "vomiting blood",
    "overdose",
    "swallowed poison",
    "suicide",
    "suicidal",
    "kill myself",
    "end my life",
    "anaphylaxis",
    "throat is closing",
)
ANY_OF_THEM = re.compile(r"\b(" + "|".join(map(re.escape, WORDS)) + r")\b")


def has_red_flag(reason):
    """Say whether ``reason`` holds words that may mean an emergency."""
    letters = unicodedata.normalize("NFKC", reason).casefold().replace("'", "").replace("\u2019", "")
    return bool(ANY_OF_THEM.search(" ".join(re.sub(r"[^\w]+", " ", letters).split())))
