"""Clients of the API signed in as someone of a role."""

from django.contrib.auth.models import User
from rest_framework.test import APIClient

from tests.factories import UserFactory

ROLES = ("reader", "reporter", "editor", "admin")
PREFIX = "/api/v1"


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def client_as(role: str) -> APIClient:
    """A client signed in as a new user of the role; "" for nobody."""
    return client_of(UserFactory(role=role, password=None)) if role else APIClient()
