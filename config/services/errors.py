"""The one exception of the launcher: every message names what is wrong and what to do about it."""


class ServiceError(Exception):
    """An embedded server cannot run here; the text is meant for the person at the terminal."""
