"""Why an article could not be taken in: one tree, so that a caller names as much of it as it can act on.

    IngestError
    ├── TextError             what was given is no readable text
    └── FetchError            an address could not be fetched
        ├── AddressError      it is malformed, unknown or not public: correct it
        ├── AnswerError       what came back is no article: refused, wrong type, too large
        └── TemporaryFetchError   no connection, too slow, trouble at the server: later it may work

Every message is written for the person who gave the article: it says what is wrong and what to do.
"""


class IngestError(ValueError):
    """An article cannot be taken in as given."""


class TextError(IngestError):
    """What was given cannot be read as the text of an article."""


class FetchError(IngestError):
    """An address could not be fetched."""


class AddressError(FetchError):
    """The address is malformed, unknown or not on the public internet."""


class AnswerError(FetchError):
    """The server answered, but not with something that can be read. `status` is the HTTP status where that is why."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class TemporaryFetchError(FetchError):
    """No connection, no answer in time, or trouble at the server: trying later may help."""
