"""Which week and which kind of visit: the query string of the week picker."""

from django import forms

from accounts.forms.plain_words import PlainWords


class WeekForm(PlainWords, forms.Form):
    """Nothing a person types: what cannot be read is left out, and the first free week is shown."""

    week = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    visit_type = forms.SlugField(required=False, max_length=80)

    @classmethod
    def read(cls, data):
        """Return the cleaned values, ``None`` or empty for what was left out."""
        form = cls(data)
        form.is_valid()
        return {name: form.cleaned_data.get(name) for name in form.fields}
