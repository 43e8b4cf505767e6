"""A form of ours about appointments, in the look of the admin."""

from http import HTTPStatus

from accounts.admin import form_page as shared
from scheduling.admin.moments import named_moment


def form_page(
    model_admin,
    request,
    form,
    *,
    title,
    button,
    status=HTTPStatus.OK,
    appointment=None,
    back="",
    rows=(),
    action="",
    **more,
):
    """
    Answer with ``form``, below the ``appointment`` or the ``rows`` it is about.

    A row is an appointment, its start in words and the ``Answer`` the form carries for it. ``more`` is what a
    ``template`` of its own shows.
    """
    return shared.form_page(
        model_admin,
        request,
        form,
        title=title,
        button=button,
        back=back,
        status=status,
        appointment=appointment,
        when=named_moment(appointment.starts_at, appointment.time_zone) if appointment else "",
        rows=rows,
        action=action,
        **{"template": "admin/appointments/form_page.html", **more},
    )
