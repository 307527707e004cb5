"""Launcher and supervisor of the embedded PostgreSQL and Valkey; see docs/services.md.

Settings ask it for addresses and the secret key, scripts run it as `python -m config.services`. It does not import
Django, so that settings may import it.
"""

from config.services.errors import ServiceError
from config.services.home import home_folder
from config.services.running import Endpoints, endpoints, running, secret_key
from config.services.valkey import broker_url

__all__ = ["Endpoints", "ServiceError", "broker_url", "endpoints", "home_folder", "running", "secret_key"]
