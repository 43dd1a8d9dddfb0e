"""What became of a letter, in words."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...i18n import format_moment
from ...mail import holding
from ...mail.answers import meaning
from ...mail.dispatch import DEAD_MAILBOX
from ...mail.models import UNWANTED, MessageState, MessageTry, Outcome, OutgoingMessage
from ...mail.register import TO_CALL
from ...web.navigation import may_open
from ...web.wording import words_for

_KINDS = {
    MessageState.ACCEPTED: "ok",
    MessageState.DELIVERED: "ok",
    MessageState.BOUNCED: "no",
    MessageState.FAILED: "no",
    MessageState.UNCERTAIN: "warn",
    MessageState.RETRY: "warn",
}

LANGUAGE_WORDS = {"fr": _l("français"), "en": _l("anglais")}
TABS: tuple[tuple[str, Any], ...] = (
    ("letters.outbox", _l("Registre")),
    ("letters.list_drafts", _l("À relire")),
    ("letters.list_mailings", _l("Écrire à plusieurs")),
    ("letters.list_mailboxes", _l("Adresses en panne")),
    ("letters.list_texts", _l("Textes des lettres")),
    ("newsletters.list_newsletters", _l("Lettre d’information")),
)


def tabs(current: str) -> list[tuple[Any, str, bool]]:
    """Return (words, address, is current) of the pages of the desk that the reader may open."""
    return [(words, url_for(endpoint), endpoint == current) for endpoint, words in TABS if may_open(endpoint)]


def kind_of(state: MessageState) -> str:
    """Return the shape and colour of a state's tag."""
    return _KINDS.get(state, "wait")


def state_choices() -> list[tuple[str, Any]]:
    """Return the choices of the filter."""
    return [
        ("", _("Tous les états")),
        (TO_CALL, _("à appeler")),
        *((state.value, words_for(state)) for state in MessageState),
    ]


def timeline_of(letter: OutgoingMessage, tries: list[MessageTry], zone: str) -> list[dict[str, Any]]:
    """Return what happened to a letter, oldest first, in the congress's hours."""
    steps = [_step(_("Écrite"), letter.written_at, zone, "ok")]
    if letter.released_at:
        steps.append(_step(_("Relue et envoyée"), letter.released_at, zone, "ok"))
    for each in tries:
        title, kind = _of_try(each.outcome)
        said = f"{meaning(each.answer)} ({each.answer})" if meaning(each.answer) else each.answer
        steps.append(_step(title, each.at, zone, kind, said))
    if letter.state is MessageState.BOUNCED and letter.ended_at:
        said = f"{meaning(letter.answer)} ({letter.answer})" if meaning(letter.answer) else letter.answer
        steps.append(
            _step(_("Revenue : le serveur du destinataire l’a rejetée après coup"), letter.ended_at, zone, "no", said)
        )
    if letter.state is MessageState.SUPPRESSED and letter.ended_at:
        steps.append(_why_suppressed(letter, zone))
    if letter.state is MessageState.DELIVERED and letter.answer.startswith(holding.OTHERWISE):
        how = letter.answer.removeprefix(holding.OTHERWISE)
        steps.append(_step(_("Remise autrement"), letter.ended_at, zone, "ok", how))
    if letter.state is MessageState.SUPERSEDED and letter.ended_at:
        steps.append(_step(_("Remplacée par une lettre plus récente."), letter.ended_at, zone, "wait"))
    if letter.ended_at is None and tries:
        steps.append(_step(_("Prochain essai prévu"), letter.due_at, zone, "wait"))
    if letter.called_at:
        steps.append(_step(_("Délégation appelée"), letter.called_at, zone, "ok"))
    return steps


def _why_suppressed(letter: OutgoingMessage, zone: str) -> dict[str, Any]:
    if letter.answer.startswith(holding.WITHDRAWN):
        return _step(_("Retirée"), letter.ended_at, zone, "wait", letter.answer.removeprefix(holding.WITHDRAWN))
    if letter.answer == DEAD_MAILBOX:
        return _step(_("Retenue : l’adresse est en panne."), letter.ended_at, zone, "warn")
    if letter.answer == UNWANTED:
        return _step(_("Retenue : l’abonnement a pris fin entre-temps."), letter.ended_at, zone, "wait")
    return _step(_("Retenue : elle n’avait plus d’utilité à cette heure."), letter.ended_at, zone, "wait")


def _of_try(outcome: Outcome) -> tuple[str, str]:
    return {
        Outcome.ACCEPTED: (_("Remise à la messagerie du destinataire"), "ok"),
        Outcome.RETRY: (_("Pas encore remise"), "warn"),
        Outcome.FAILED: (_("Refusée"), "no"),
        Outcome.UNCERTAIN: (_("Remise entière, sans réponse : elle est peut-être arrivée"), "warn"),
        Outcome.STOPPED: (_("Le serveur refuse nos envois : la lettre attend"), "warn"),
    }[outcome]


def _step(title: str, at: Any, zone: str, kind: str, text: str = "") -> dict[str, Any]:
    return {"title": title, "when": format_moment(at, zone), "iso": at.isoformat(), "kind": kind, "text": text}
