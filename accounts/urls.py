"""Addresses below /accounts/ that are ours; the rest of them is allauth's."""

from django.urls import path

from accounts.views.sign_in import SignInView
from accounts.views.sign_up import ConfirmCodeView, SignUpView

# allauth's names, so that its own links and redirects lead here.
urlpatterns = [
    path("signup/", SignUpView.as_view(), name="account_signup"),
    path("login/", SignInView.as_view(), name="account_login"),
    path("confirm-email/", ConfirmCodeView.as_view(), name="account_email_verification_sent"),
]
