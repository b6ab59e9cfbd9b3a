"""What can go wrong in an operation, in the office's words? Pure: error_pages.py shows them.

SifError
├── NotFoundError             no such thing, or none that this person may know of (404)
│   └── AccessEndedError      somebody from outside could read the case until a day that is over (403)
├── NotSignedInError          the page needs a signed-in person (sign-in page)
├── NotAllowedError           known, but not this person's to do (403)
├── TransitionNotAllowedError the case is not in a status from which this can be done (409)
│   └── StaleError            somebody else has written about it since this person read it (the form again, 409)
├── StepLockedError           the fund has not asked about this part of a returned sketch (409)
├── CallClosedError           the call takes no sketches today (409)
├── TooManyAttemptsError      the limit is reached; try again later (429)
├── TextNotHeldError          there is no room for what somebody typed when signed out (413)
├── FileRefusedError          a file is not taken; the form says why (422)
└── InvalidInputError         a value that the form let through cannot be stored (422)
"""

from datetime import date


class SifError(Exception):
    """Root of all errors that a person can be told about."""


class NotFoundError(SifError):
    """No such thing, or none that this person may know of."""


class AccessEndedError(NotFoundError):
    """Somebody from outside could read the case. ``until``: their last day; ``ask``: who let them in, "" if gone."""

    def __init__(self, until: date, ask: str) -> None:
        super().__init__(f"over since {until}")
        self.until, self.ask = until, ask


class NotSignedInError(SifError):
    """The page needs a signed-in person."""


class NotAllowedError(SifError):
    """The person may see the thing, but not do this with it."""


class TransitionNotAllowedError(SifError):
    """The case's status does not allow this move, often because somebody else was first."""


class StaleError(TransitionNotAllowedError):
    """Somebody else has written about the same thing since this person read it."""


class StepLockedError(SifError):
    """The step belongs to a returned sketch, and the fund has not asked about it."""


class CallClosedError(SifError):
    """The call is not open today."""


class TooManyAttemptsError(SifError):
    """The limit is reached. ``retry_after_s``: whole seconds until the next try."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class TextNotHeldError(SifError):
    """What somebody typed when signed out is too long to be held, or too much is held already."""


class FileRefusedError(SifError):
    """A file is not taken. ``fault``: a `Fault` of applications/file_types.py."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class InvalidInputError(SifError):
    """A value cannot be taken. ``field``: the form field that it belongs to."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
