"""Sign-up: five answers make a sign-in and a patient's record. Used outside and inside the booking flow."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from allauth.account.utils import setup_user_email
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DateOfBirthField, EmailAddressField, FullNameField, PhoneField
from accounts.forms.page_helper import page_helper
from accounts.forms.passwords import new_password_field
from accounts.forms.plain_words import PlainWords
from accounts.models import User
from accounts.services.clearing_sign_ups import make_way
from accounts.services.registering import register_patient


class SignUpForm(PlainWords, SignupForm):
    """
    Full name, date of birth, mobile, email, password.

    An address somebody already has is not an error here: ``try_save`` then
    makes nothing, sends the owner a sign-in link, and answers the same. What
    was begun with an address and never confirmed gives way.
    """

    full_name = FullNameField()
    date_of_birth = DateOfBirthField()
    phone = PhoneField(help_text=_("We call you only about your appointments."))
    field_order = ["full_name", "date_of_birth", "phone", "email", "password1"]

    def __init__(self, *args, now=None, **kwargs):
        self.now = now or timezone.now()
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailAddressField(help_text=_("We send you a code to check that it is yours."))
        self.fields["password1"] = new_password_field()
        self.order_fields(self.field_order)
        self.helper = page_helper()

    def clean(self):
        cleaned = super().clean()
        password = self.cleaned_data.get("password1")
        if password and not self.has_error("password1"):
            person = User(full_name=self.cleaned_data.get("full_name", ""))
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request):
        if self.account_already_exists and make_way(email=self.cleaned_data["email"], now=self.now):
            self.account_already_exists = False
        if not self.account_already_exists:
            try:
                return super().try_save(request)
            except IntegrityError:
                # The same form was sent twice at once, and the other one was first.
                self.account_already_exists = True
        else:
            # The work a new account takes, so that the time taken does not tell them apart.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def save(self, request):
        adapter = get_adapter()
        # Hashes the password: before the transaction, never while it holds the write lock.
        user = adapter.save_user(request, adapter.new_user(request), self, commit=False)
        with transaction.atomic():
            user.save()
            register_patient(
                user=user,
                full_name=user.full_name,
                date_of_birth=self.cleaned_data["date_of_birth"],
                phone=user.phone,
                now=self.now,
            )
            setup_user_email(request, user, [EmailAddress(email=user.email)])
        return user
