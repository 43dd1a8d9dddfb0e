"""Delivery reports as other servers write them (RFC 3464 in RFC 6522), read. Pure: no database, no folder."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any

_DEADLY = re.compile(r"\b5\.(0\.0|1\.\d{1,3}|2\.1|4\.4)\b")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True)
class Report:
    """What one report says of one letter to one mailbox. `message_id`: of the letter, with its angle brackets."""

    message_id: str
    recipients: tuple[str, ...]
    action: str
    status: str
    diagnostic: str = ""

    @property
    def is_deadly(self) -> bool:
        """Whether the mailbox itself is at fault, for good: it does not exist, or is closed."""
        return self.action == "failed" and bool(_DEADLY.search(self.status))


def is_deadly_answer(words: str) -> bool:
    """Return whether a server's own answer says that the mailbox does not exist or is closed (RFC 3463)."""
    return bool(re.match(r"5\d\d\b", words)) and bool(_DEADLY.search(words)) and "5.0.0" not in words


def read_reports(raw: bytes) -> list[Report]:
    """Return what a message reports, one entry for each recipient; none if it is no delivery report."""
    message: Any = message_from_bytes(raw, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return []
    status = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    message_id = _letter_id(message)
    if status is None or not message_id or not isinstance(status.get_payload(), list):
        return []
    blocks = [block for block in status.get_payload() if "Action" in block]
    return [_read(block, message_id) for block in blocks]


def _letter_id(report: EmailMessage) -> str:
    """The Message-ID of the letter that came back, whole or its head alone."""
    for part in report.walk():
        kind = part.get_content_type()
        returned: Any = part.get_payload()
        if kind == "message/rfc822" and isinstance(returned, list):
            return _one(returned[0], "Message-ID")
        if kind == "text/rfc822-headers":
            head = part.get_payload(decode=True)
            return _one(message_from_bytes(head if isinstance(head, bytes) else b""), "Message-ID")
    return ""


def _read(block: Message, message_id: str) -> Report:
    said = _one(block, "Status")
    found = _STATUS.search(said)
    named = [_address(_one(block, field)) for field in ("Original-Recipient", "Final-Recipient")]
    return Report(
        message_id=message_id,
        recipients=tuple(dict.fromkeys(each for each in named if each)),
        action=_one(block, "Action").lower()[:20],
        status=found[0] if found else "",
        diagnostic=_one(block, "Diagnostic-Code")[:500],
    )


def _address(field: str) -> str:
    """« rfc822; maire@ville.example » is an address of a type."""
    return field.rpartition(";")[2].strip().strip("<>")[:254]


def _one(message: Message, field: str) -> str:
    return " ".join(str(message.get(field, "")).split())
