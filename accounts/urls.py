"""Addresses below /accounts/ that are ours; the rest of them is allauth's."""

from django.urls import path

from accounts.views.invitation import invitation
from accounts.views.second_factor import (
    PasskeyAgainView,
    PasskeySignInView,
    SecondStepView,
    download_recovery_codes,
    recovery_codes,
)
from accounts.views.sessions import sessions
from accounts.views.sign_in import SignInView
from accounts.views.sign_up import ConfirmCodeView, SignUpView

# allauth's names, so that its own links and redirects lead here.
urlpatterns = [
    path("signup/", SignUpView.as_view(), name="account_signup"),
    path("login/", SignInView.as_view(), name="account_login"),
    path("confirm-email/", ConfirmCodeView.as_view(), name="account_email_verification_sent"),
    path("2fa/", SecondStepView.as_view(), name="mfa_index"),
    path("2fa/webauthn/reauthenticate/", PasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/login/", PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("2fa/recovery-codes/", recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/download/", download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sessions/", sessions, name="usersessions_list"),
    path("invitation/<str:token>/", invitation, name="account_invitation"),
]
