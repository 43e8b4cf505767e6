"""``/accounts/invitation/<token>/``: the page behind the link of an invitation."""

from http import HTTPStatus

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.invitation import AcceptForm
from accounts.services.accepting_invitations import InvitationOver, accept_invitation, usable_invitation
from accounts.services.sign_ins import EmailTaken


@login_not_required
@never_cache
@sensitive_post_parameters("password1")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Ask for name and password, make the sign-in, and be signed in."""
    now = timezone.now()
    try:
        invited = usable_invitation(token=token, now=now)
    except InvitationOver as over:
        return render(request, "accounts/invitation_over.html", {"why": str(over)}, status=HTTPStatus.GONE)
    if request.user.is_authenticated:
        return render(request, "accounts/invitation_signed_in.html", {"invitation": invited})
    known_name = invited.user.full_name if invited.user else ""
    form = AcceptForm(request.POST or None, email=invited.email, initial={"full_name": known_name})
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["full_name"], form.cleaned_data["password1"]
        try:
            user = accept_invitation(token=token, full_name=name, password=password, now=now)
        except (InvitationOver, EmailTaken) as refusal:
            return render(request, "accounts/invitation_over.html", {"why": str(refusal)}, status=HTTPStatus.GONE)
        return perform_password_login(request, {"email": user.email}, Login(user=user, email=user.email))
    return render(request, "accounts/invitation.html", {"form": form, "invitation": invited})
