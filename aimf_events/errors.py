"""What a verb may answer instead of doing what was asked: three sentences, three pages."""

from typing import Any


class Refusal(Exception):
    """A rule of the field said no. Shown as one 409 page: the reason, and what can be done next.

    Args:
        reason: the sentence shown (translatable, usually lazy).
        advice: what the reader can do next.
        link: (address, words) of the page that helps.
    """

    code = "refused"
    status = 409

    def __init__(self, reason: Any, *, advice: Any = None, link: tuple[str, Any] | None = None) -> None:
        super().__init__(str(reason) if isinstance(reason, str) else self.code)
        self.reason = reason
        self.advice = advice
        self.link = link


class NotFound(Exception):
    """There is no such thing here (or not in this congress): a 404 page in plain words."""


class NotAllowed(Exception):
    """The thing exists, and this person may not do that with it: a 403 page in plain words."""
