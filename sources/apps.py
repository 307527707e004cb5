"""Publishers, their feeds and what they published."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
