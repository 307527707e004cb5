"""The REST API that newsroom tools use: what the record holds, articles to add, drafts to check."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
