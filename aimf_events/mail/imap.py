"""The monitored mailbox, read over IMAP (RFC 3501). Nothing is ever deleted there: people read the same mailbox.

What was taken bears a keyword of ours, so that a colleague who opens a letter first hides it from nobody; a server that keeps
no keywords has it marked as seen instead.
"""

import contextlib
import imaplib
import logging
import re
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from ..clock import now

log = logging.getLogger(__name__)

TAKEN = "AimfTaken"
AT_ONCE = 200
"""Letters of one round; the next round goes on."""
BACK = timedelta(days=30)
"""How far back a mailbox is read: its archive is none of ours."""
PATIENCE = 20.0  # seconds before a silent server is given up
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def take_new(url: str, take: Callable[[bytes, int], str], *, largest: int) -> Counter[str]:
    """Take the letters not yet taken, the oldest first; return how many became what, nothing where the server cannot be reached.

    A letter is marked after it was taken: whoever is killed between the two takes it again, and it counts once.

    Args:
        url: imaps://user:password@host[:port][/folder]; user and password with %-escapes.
        largest: bytes read of each letter.
    """
    found: Counter[str] = Counter()
    try:
        with _opened(url) as box:
            mark = _mark(box)
            for number in _untaken(box, mark):
                raw, size = _letter(box, number, largest)
                if raw is not None:
                    found[take(raw, size)] += 1
                box.uid("STORE", number, "+FLAGS.SILENT", f"({mark})")
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("the mailbox cannot be read: %s", type(error).__name__)
    return found


@contextlib.contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "imaps"
    line: imaplib.IMAP4
    if secure:
        context = ssl.create_default_context()
        line = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=PATIENCE)
    else:
        line = imaplib.IMAP4(host, parts.port or 143, timeout=PATIENCE)
    try:
        line.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        answer, _data = line.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error("no such folder")
        yield line
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            line.logout()


def _mark(box: imaplib.IMAP4) -> str:
    _kind, told = box.response("PERMANENTFLAGS")
    flags = (told[0] if told and told[0] else b"") or b""
    return TAKEN if b"\\*" in flags or TAKEN.encode().lower() in flags.lower() else r"\Seen"


def _untaken(box: imaplib.IMAP4, mark: str) -> list[str]:
    since = imaplib.Time2Internaldate(now() - BACK).strip('"').split(" ")[0].strip()
    wanted = ("UNKEYWORD", TAKEN) if mark == TAKEN else ("UNSEEN",)
    _answer, data = box.uid("SEARCH", *wanted, "SINCE", since)
    return [number.decode() for number in (data[0] or b"").split()][:AT_ONCE]


def _letter(box: imaplib.IMAP4, number: str, largest: int) -> tuple[bytes | None, int]:
    """Return the beginning of a letter and its whole size; None where somebody took it away meanwhile."""
    _answer, data = box.uid("FETCH", number, f"(RFC822.SIZE BODY.PEEK[]<0.{largest}>)")
    for each in data:
        if isinstance(each, tuple):
            size = _SIZE.search(each[0]) or _SIZE.search(b"".join(part for part in data if isinstance(part, bytes)))
            return each[1], int(size[1]) if size else len(each[1])
    return None, 0
