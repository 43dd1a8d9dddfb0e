"""What comes to the monitored mailbox, MAIL_FROM: one way in for all of it, whoever the letter is for.

A letter comes from a folder, from an IMAP mailbox, or by the pipe of a mail server; delivery reports are read here, and higher
packages register what else they understand. Each taker remembers what it took: the same letter twice counts once.
"""

import logging
import mailbox
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flask import current_app

from ..jobs import periodic
from . import imap
from .bounces import take_report

log = logging.getLogger(__name__)

LARGEST = 2 * 1024 * 1024
"""Bytes that are read of a letter; reports that bring a letter back whole carry its badge."""
NOT_OURS = "no report"
Taker = Callable[[bytes, int], str]
"""Takes (the letter's first `LARGEST` bytes, its whole size in bytes); returns what became of it, "" where it is not for this taker."""
_takers: list[Taker] = []


def register(taker: Taker) -> None:
    """Offer every letter that is no delivery report to a taker, in the order of registration."""
    _takers.append(taker)


def take(raw: bytes, size: int | None = None) -> str:
    """Take one letter; return what became of it, "no report" where nobody here reads such letters.

    Args:
        raw: the letter, or its beginning.
        size: of the whole letter, where `raw` is its beginning.
    """
    whole, raw = size or len(raw), raw[:LARGEST]
    try:
        taken = take_report(raw) if b"multipart/report" in raw.lower() else NOT_OURS
        if taken != NOT_OURS:
            return taken
        return next((told for told in (taker(raw, whole) for taker in _takers) if told), NOT_OURS)
    except (
        ValueError,
        LookupError,
        TypeError,
        RecursionError,
    ) as error:  # what strangers send may be no message at all
        log.warning("a letter that came in cannot be read: %s", type(error).__name__)
        return NOT_OURS


def take_folder(path: Path) -> Counter[str]:
    """Take every new letter of a Maildir, or every letter of an mbox file; return how many became what.

    In a Maildir what was taken is marked as seen; an mbox is left as it is, and what is in it counts once.
    """
    found: Counter[str] = Counter()
    if path.is_dir():
        box = mailbox.Maildir(path, create=False)
        for key in list(box.keys()):
            message = box.get_message(key)
            if "S" not in message.get_flags():
                found[take(box.get_bytes(key))] += 1
                message.set_subdir("cur")
                message.add_flag("S")
                box[key] = message
        box.close()
    elif path.is_file():
        file = mailbox.mbox(path, create=False)
        found.update(take(file.get_bytes(key)) for key in file.keys())  # noqa: SIM118 -- a mailbox is no dict
        file.close()
    return found


@periodic(seconds=60)
def read_mailbox() -> None:
    """Take what came into the folder, or the mailbox, of the settings, if there is one."""
    config = current_app.config["AIMF"]
    if config.bounces is not None:
        take_folder(config.bounces)
    if config.imap_url is not None:
        imap.take_new(config.imap_url, take, largest=LARGEST)
