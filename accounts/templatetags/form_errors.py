"""What the error summary at the top of a page prints: each error of a form, once, with the field to go to."""

from django import template

register = template.Library()


def first_input_id(field):
    """Return the id an error links to: of a group of inputs the first one, since the group itself has none."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.simple_tag
def problems_of(form):
    """
    List ``form``'s errors as dictionaries of ``words`` and ``target`` (the id of an input, or nothing).

    A page may print the summary where it likes; the one crispy prints above the fields then
    finds it told already and stays silent.
    """
    if not form or not form.errors or getattr(form, "_problems_told", False):
        return []
    form._problems_told = True
    problems = [{"words": words, "target": ""} for words in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else first_input_id(field)
        problems += [{"words": words, "target": target} for words in field.errors]
    return problems
