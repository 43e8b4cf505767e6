"""A form that begins with what is on record about somebody; a service writes what should change."""

from django import forms

from accounts.forms.page_helper import page_helper
from accounts.forms.plain_words import PlainWords


class OnRecord(PlainWords, forms.ModelForm):
    """A model's form that changes nothing by itself, the instance in hand included."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def _post_clean(self):
        """Leave the instance as it is: a form that is shown again must not show unsaved facts as facts."""
