"""What a page says once, on the next page: kept with the session, where no browser shows it to whoever sits there."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.http import HttpResponse

from tests.accounts.builders import PASSWORD
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def said(answer):
    return [str(message) for message in messages.get_messages(answer.wsgi_request)]


def test_no_cookie_holds_the_words(client):
    client.force_login(UserFactory())
    answer = client.post("/me/settings/theme/", {"theme": "dark"})

    assert "messages" not in answer.cookies
    assert said(client.get("/me/settings/")) == ["Saved."]
    assert said(client.get("/me/settings/")) == []


def test_the_words_of_signing_out_are_read_by_whoever_signed_out(client):
    client.force_login(UserFactory())
    answer = client.post("/accounts/logout/", follow=True)

    assert "You are signed out." in answer.content.decode()


def test_words_said_before_signing_in_are_read_after_it(client, rf):
    asked = rf.get("/")
    asked.session = client.session
    words = default_storage(asked)
    words.add(messages.INFO, "Your time is held.")
    words.update(HttpResponse())
    asked.session.save()
    client.post("/accounts/login/", {"login": proven().email, "password": PASSWORD})

    assert said(client.get("/me/settings/")) == ["Your time is held."]


def proven():
    user = UserFactory(password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
