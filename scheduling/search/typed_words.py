"""What people type into the two search fields: words for a doctor, and a town or postcode."""

from dataclasses import dataclass

from accounts.plain_letters import normalised

MOST_TERMS = 6
# Words that say nothing about which doctor; "dr" would also match half of all names.
FILLERS = {"a", "an", "and", "at", "doctor", "doctors", "dr", "for", "i", "in", "my", "of", "or", "the", "to", "with"}


@dataclass(frozen=True)
class Term:
    """One word: doctors match by their own words, or by a specialty (ids) that goes by it."""

    word: str
    specialties: tuple[int, ...]


def names_of(specialty):
    """Return every name of a specialty, as people type them, in the normalised form."""
    names = [
        specialty.name,
        specialty.plain_name,
        specialty.plain_name_plural,
        specialty.practitioner_title,
        specialty_label(specialty),
        *specialty.search_words.split(","),
    ]
    return {normalised(name) for name in names} - {""}


def specialty_label(specialty):
    """Return ``Skin doctor (dermatology)``: what the list of suggestions offers and the field shows."""
    plain, clinical = specialty.plain_name, specialty.name
    plain = plain[:1].upper() + plain[1:]
    return plain if normalised(plain) == normalised(clinical) else f"{plain} ({clinical.lower()})"


def specialty_meant(text, specialties):
    """Return the one specialty that ``text`` names, or ``None`` if it names none or several."""
    asked = normalised(text)
    meant = [specialty for specialty in specialties if asked in names_of(specialty)] if asked else []
    return meant[0] if len(meant) == 1 else None


def terms_of(text, specialties):
    """
    Return the words of ``text`` that a doctor must match, each of them, fillers left out.

    Text of marks alone, such as ``!!!``, is nobody's name: it stays as it is, and no doctor matches it.
    """
    typed = normalised(text).split() or text.split()
    words = [word for word in dict.fromkeys(typed) if word not in FILLERS][:MOST_TERMS]
    return tuple(
        Term(word, tuple(s.pk for s in specialties if any(word in name for name in names_of(s)))) for word in words
    )


def clinics_near(text, clinics):
    """
    Return the clinics that a town, postcode or clinic's name means; none if it means no place of ours.

    The nearest meaning wins: the town itself, then the postcode, then a name
    that begins like it.
    """
    asked = normalised(text)
    if not asked:
        return list(clinics)
    outward = asked.split()[0]
    for is_meant in (
        lambda clinic: normalised(clinic.city) == asked,
        lambda clinic: _postcode(clinic.postcode) == asked.replace(" ", ""),
        lambda clinic: clinic.postcode and normalised(clinic.postcode).split()[0] == outward,
        lambda clinic: normalised(clinic.city).startswith(asked) or normalised(clinic.name).startswith(asked),
    ):
        meant = [clinic for clinic in clinics if is_meant(clinic)]
        if meant:
            return meant
    return []


def _postcode(text):
    return normalised(text).replace(" ", "")
