"""A doctor's photo: the only door to it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.models import Doctor
from accounts.models.doctor import PHOTO_SIZES
from accounts.services.doctor_photos import read_photo

FOR_EVER = "public, max-age=31536000, immutable"
OF_THEIRS = "private, no-store"


@login_not_required
@require_safe
def photo(request, slug, name, size):
    """
    Give out a photo to whoever may see the doctor.

    The name in the address is random and changes with the photo, so that of a
    doctor everybody may find can be kept by every cache. Opened by itself it is
    a file to save, and a page of ours in no sense.
    """
    shown = Doctor.objects.exclude(photo="").filter(slug=slug, photo=name)
    doctor = shown.listed().first() or get_object_or_404(shown.visible_to(request.user))
    content = read_photo(name, size) if size in PHOTO_SIZES else None
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="image/webp",
        headers={
            "Cache-Control": FOR_EVER if doctor.is_public else OF_THEIRS,
            "Content-Disposition": f'attachment; filename="{doctor.slug}.webp"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
