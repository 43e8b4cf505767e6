"""How crispy prints a form of ours: the page writes the form tag, the token and the buttons itself."""

from crispy_forms.helper import FormHelper


def page_helper(*, hide_optional=False):
    """Return the helper of a form. ``hide_optional`` leaves "(optional)" out of its labels."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.hide_optional = hide_optional
    return helper
