"""The refusals a person can meet, each with a sentence they can act on."""

GONE = "gone"  # the code of a refusal where what was to be changed is not there any more


class Refused(Exception):
    """A rule said no. ``message`` is shown to the person; ``field`` names the form field it belongs beside.

    ``code`` is the short name that the JSON interface answers with.
    """

    def __init__(self, message: str, *, field: str | None = None, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code


class BadSetting(Exception):
    """A setting has a value the portal cannot start with. The message is one sentence for the operator."""
