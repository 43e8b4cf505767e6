"""What a step asks before it is taken, with one or with many: a reason, a few words, or nothing but the button."""

from django.utils.translation import gettext as _

from appointments.admin.steps import Words
from appointments.forms.guard import AnswersField, Guard
from appointments.lifecycle import Verb
from appointments.policies import is_correction


class AsFarAsAsked(Words):
    """The words of ``step``, as far as it asks for any of the ``appointments``."""

    use_required_attribute = False

    def __init__(self, *args, step, appointments, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"reason_code", "note"} - set(step.asks):
            del self.fields[name]
        if step.needs_reason:
            self.fields["reason_code"].required = True
            self.fields["reason_code"].error_messages["required"] = _("Choose a reason.")
        if "note" in self.fields and any(is_correction(appointment, step.verb) for appointment in appointments):
            self.fields["note"].required = True
            self.fields["note"].label = _("Why is this put right?")
            self.fields["note"].error_messages["required"] = _("Say why this is put right.")
        elif step.verb in {Verb.CANCEL, Verb.REJECT}:
            self.fields["note"].label = _("A few words for the patient")
        self.fieldsets = [(None, {"fields": [name for name in ("reason_code", "note") if name in self.fields]})]


class StepForm(AsFarAsAsked, Guard):
    """One appointment."""

    def __init__(self, *args, step, appointment, **kwargs):
        super().__init__(*args, step=step, appointments=[appointment], appointment=appointment, **kwargs)


class SelectedForm(AsFarAsAsked):
    """Several: each answer says which, whose, and what of it was shown. The page prints them beside their rows."""

    answer = AnswersField()
