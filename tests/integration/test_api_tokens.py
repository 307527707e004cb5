"""Tokens: given for a name and a password, accepted as header, and hard to guess at."""

from collections.abc import Iterator

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.cache import cache
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from tests.factories import UserFactory
from tests.integration.signed_in import PREFIX

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
TOKEN = f"{PREFIX}/token/"
# Where the limit per address counts; clearing the whole cache would empty the queues beside it.
ATTEMPTS = "throttle_token_127.0.0.1"


@pytest.fixture(autouse=True)
def fresh_limits(settings: LazySettings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.delete(ATTEMPTS)
    yield
    cache.delete(ATTEMPTS)


@pytest.fixture
def many_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the limit per address, so that the limit per account is seen."""
    monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, "token", "1000/min")


@pytest.fixture
def user() -> User:
    return UserFactory(role="reader", username="rosa")


def test_a_token_is_given_and_opens_the_api(user: User) -> None:
    client = APIClient()
    answer = client.post(TOKEN, {"username": "rosa", "password": PASSWORD})
    assert answer.status_code == 200
    token = answer.json()["token"]
    assert Token.objects.get(user=user).key == token
    assert client.post(TOKEN, {"username": "rosa", "password": PASSWORD}).json()["token"] == token
    assert client.get(f"{PREFIX}/claims/", headers={"authorization": f"Token {token}"}).status_code == 200
    user.refresh_from_db()
    assert user.last_login is not None


@pytest.mark.parametrize("header", ["Token x", "Token", "Token a b", "Bearer x", "Token é"])
def test_a_wrong_token_opens_nothing(header: str, user: User) -> None:
    Token.objects.create(user=user)
    assert APIClient().get(f"{PREFIX}/claims/", headers={"authorization": header}).status_code == 401


def test_the_token_of_a_closed_account_opens_nothing(user: User) -> None:
    token = Token.objects.create(user=user)
    user.is_active = False
    user.save()
    client = APIClient()
    assert client.get(f"{PREFIX}/claims/", headers={"authorization": f"Token {token.key}"}).status_code == 401
    assert client.post(TOKEN, {"username": "rosa", "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [{"username": "rosa", "password": "wrong"}, {"username": "nobody", "password": PASSWORD}, {}, [], "x",
     {"username": "rosa"}, {"username": "rosa", "password": ["x"]}, {"username": "rosa\x00", "password": "x"},
     {"username": "x" * 151, "password": "x"}, {"username": "rosa", "password": "x" * 129}],
)  # fmt: skip
def test_without_name_and_password_there_is_no_token(body: object, user: User) -> None:
    answer = APIClient().post(TOKEN, body)
    assert answer.status_code == 400
    assert not Token.objects.exists()


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(user: User) -> None:
    wrong = APIClient().post(TOKEN, {"username": "rosa", "password": "wrong"})
    unknown = APIClient().post(TOKEN, {"username": "nobody", "password": "wrong"})
    assert wrong.json() == unknown.json()


def test_attempts_from_one_address_are_limited(user: User) -> None:
    client = APIClient()
    answers = [
        # A header that names another address each time must not help.
        client.post(TOKEN, {"username": f"name{n}", "password": "x"}, headers={"x-forwarded-for": f"192.0.2.{n}"})
        for n in range(11)
    ]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert client.post(TOKEN, {"username": "rosa", "password": PASSWORD}).status_code == 429


@pytest.mark.usefixtures("many_attempts")
def test_an_account_is_locked_after_ten_failures(user: User) -> None:
    client = APIClient()
    answers = [client.post(TOKEN, {"username": "rosa", "password": "wrong"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 9 + [429] * 2
    assert answers[-1].json()["errors"][0]["code"] == "throttled"
    locked = client.post(TOKEN, {"username": "rosa", "password": PASSWORD})
    assert locked.status_code == 429
    assert locked.headers["Content-Type"] == "application/json"
    assert not Token.objects.exists()
    UserFactory(username="ruth")
    assert client.post(TOKEN, {"username": "ruth", "password": PASSWORD}).status_code == 200


@pytest.mark.usefixtures("many_attempts")
def test_signing_in_forgives_the_failures_before(user: User) -> None:
    client = APIClient()
    for _ in range(5):
        client.post(TOKEN, {"username": "rosa", "password": "wrong"})
    assert AccessAttempt.objects.exists()
    assert client.post(TOKEN, {"username": "rosa", "password": PASSWORD}).status_code == 200
    assert not AccessAttempt.objects.exists()
