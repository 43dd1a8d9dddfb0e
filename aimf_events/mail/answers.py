"""What a mail server's answer means (RFC 5321, 3463), and when to try again. Pure rules: no database, no network."""

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from .models import Outcome

RETRY_PLAN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
THEN_EVERY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
JITTER = 0.2
MOST_DOUBTS = 2  # a letter handed over twice without an answer is not handed over a third time

_ABOUT_US = re.compile(
    r"sender (address )?(rejected|denied|not allowed)|relay(ing)? (access )?(denied|not permitted)|authentication (is )?required"
    r"|not owned by|must (authenticate|issue a starttls)|send ?as ?denied",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Answer:
    """How a try ended, in the server's words. `line_lost`: the line cannot be used again; `no_line`: none was had."""

    outcome: Outcome
    words: str = ""
    line_lost: bool = False
    no_line: bool = False


def judge(step: str, code: int, words: str) -> Answer:
    """Return what a reply means. Steps: CONNECT, AUTH, MAIL, RCPT, DATA, END (after the end of the content).

    What refuses us (authentication, sender) stops the channel; what refuses the letter fails it; 4xx is "not now".
    """
    said = f"{code} {words}".strip()
    lost = code == 421
    if step == "END" and 200 <= code < 300:
        return Answer(Outcome.ACCEPTED, said)
    if 400 <= code < 500:
        return Answer(Outcome.RETRY, said, lost)
    if 500 <= code < 600:
        return Answer(Outcome.STOPPED if _refuses_us(step, code, words) else Outcome.FAILED, said, lost)
    return Answer(Outcome.RETRY, said, True)  # no reply that the protocol knows at this step


def _refuses_us(step: str, code: int, words: str) -> bool:
    if step in ("CONNECT", "AUTH") or code in (530, 534, 535, 538):
        return True
    if step == "MAIL":
        return code not in (552, 555)  # the letter's size or its options, not its sender
    return step in ("RCPT", "DATA") and bool(_ABOUT_US.search(words))


def next_try(tries: int, *, first_at: datetime, moment: datetime) -> datetime | None:
    """Return when to try again after `tries` tries: 1, 5, 15, 60 minutes, then hourly to 24 h, ± 20 %; None: give up."""
    wait = RETRY_PLAN[tries - 1] if tries <= len(RETRY_PLAN) else THEN_EVERY
    wait *= 1 + random.uniform(-JITTER, JITTER)  # noqa: S311 -- spreads the tries, protects nothing
    return moment + wait if moment + wait <= first_at + GIVE_UP_AFTER else None


_MEANINGS: tuple[tuple[str, Any], ...] = (
    ("5.1.1", _l("L’adresse n’existe pas. Vérifiez-la auprès de la délégation.")),
    ("5.1.2", _l("Le domaine de l’adresse n’existe pas. Vérifiez ce qui suit l’arobase.")),
    ("5.2.1", _l("Cette boîte est fermée.")),
    ("5.2.2", _l("La boîte est pleine.")),
    ("5.3.4", _l("La lettre est trop lourde pour le serveur.")),
    ("5.7", _l("Le serveur refuse la lettre par règle de sécurité.")),
    ("550", _l("L’adresse n’existe pas, ou le serveur refuse nos lettres. Vérifiez-la auprès de la délégation.")),
    ("551", _l("La personne a changé d’adresse. Demandez la nouvelle.")),
    ("552", _l("La boîte est pleine, ou la lettre est trop lourde.")),
    ("553", _l("L’adresse est mal écrite.")),
    ("554", _l("Le serveur refuse la lettre.")),
    ("421", _l("Le serveur est momentanément fermé.")),
    ("450", _l("La boîte est momentanément indisponible.")),
    ("451", _l("Le serveur a rencontré une difficulté passagère.")),
    ("452", _l("Le serveur manque de place pour l’instant.")),
)


def meaning(words: str) -> Any:
    """Return in plain words what a server's answer says, or "" where nothing general can be said."""
    parts = words.replace("-", " ").split()[:2]
    found = (told for prefix, told in _MEANINGS for part in reversed(parts) if part.startswith(prefix))
    return next(found, "")
