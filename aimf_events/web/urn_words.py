"""What is said of a sealed urn and of its tellers: the fingerprint of a key, the pairs, how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ..assembly.rules.urn import tracker
from ..assembly.teller_models import TELLERS, Teller, UrnCount
from ..assembly.urns import LEAST
from .wording import addressed

GROUPS = 8


@dataclass(frozen=True, slots=True)
class PairWords:
    """A pair of tellers as a line of a list."""

    first: Teller
    second: Teller
    names: str


def fingerprint_words(key: bytes | None) -> str:
    """Return what a teller reads aloud of a public key; empty where there is none yet."""
    return tracker(key) if key else ""


def hash_words(raw: bytes | str) -> str:
    """Return a hash in groups of eight digits, to be compared by eye."""
    written = raw if isinstance(raw, str) else raw.hex()
    return " ".join(written[at : at + GROUPS] for at in range(0, len(written), GROUPS))


def pairs_of(tellers: Sequence[Teller]) -> list[PairWords]:
    """Return the three pairs, each in the order in which it works; none before three tellers are named."""
    if len(tellers) != TELLERS:
        return []
    return [PairWords(one, tellers[one.partner], _pair(one, tellers[one.partner])) for one in tellers]


def readiness_words(tellers: Sequence[Teller]) -> str:
    """Return how far the tellers are before the opening, in a sentence."""
    if not tellers:
        return _("Les trois scrutateurs ne sont pas encore désignés.")
    keys = sum(each.public_key is not None for each in tellers)
    if not keys:
        return _("Aucune clé n’est encore remise.")
    if keys < TELLERS:
        return ngettext("%(num)d clé sur 3 est remise.", "%(num)d clés sur 3 sont remises.", keys)
    opened = sum(each.has_opened for each in tellers)
    if not opened:
        return _("Les trois clés sont remises. Aucune paire n’a encore ouvert ses bulletins d’essai.")
    if opened < TELLERS:
        return (
            _("Les trois clés sont remises.")
            + " "
            + ngettext(
                "%(num)d paire sur 3 a ouvert ses bulletins d’essai.",
                "%(num)d paires sur 3 ont ouvert leurs bulletins d’essai.",
                opened,
            )
        )
    return _("L’urne est prête : les trois clés sont remises et chaque paire a ouvert ses bulletins d’essai.")


def key_tasks(tellers: Sequence[Teller]) -> list[dict[str, Any]]:
    """Return each teller and whether the key is there, with its fingerprint."""
    return [
        {
            "label": f"{each.place + 1}. {addressed(each.person)}",
            "hint": fingerprint_words(each.public_key) or None,
            "state": _("clé remise") if each.public_key else _("clé attendue"),
            "kind": "ok" if each.public_key else "wait",
        }
        for each in tellers
    ]


def trial_tasks(tellers: Sequence[Teller]) -> list[dict[str, Any]]:
    """Return each pair and how far its trial is."""
    found = []
    for pair in pairs_of(tellers):
        if pair.first.has_opened:
            state, kind = _("essai ouvert"), "ok"
        elif pair.first.trial:
            state, kind = _("au second d’ouvrir"), "warn"
        else:
            state, kind = _("au premier de sceller"), "wait"
        found.append({"label": pair.names, "state": state, "kind": kind})
    return found


def closing_tasks(tellers: Sequence[Teller]) -> list[dict[str, Any]]:
    """Return each teller and whether they are ready to close."""
    return [
        {
            "label": f"{each.place + 1}. {addressed(each.person)}",
            "state": _("d’accord pour clore") if each.agrees_at else _("pas encore"),
            "kind": "ok" if each.agrees_at else "wait",
        }
        for each in tellers
    ]


def count_tasks(tellers: Sequence[Teller], counts: Sequence[UrnCount]) -> list[dict[str, Any]]:
    """Return each pair and how far its count is."""
    by_first = {each.first: each for each in counts}
    found = []
    for pair in pairs_of(tellers):
        count = by_first.get(pair.first.place)
        if count is None:
            state, kind = _("pas de comptage"), "wait"
        elif count.is_attested:
            state, kind = _("totaux attestés"), "ok"
        else:
            state, kind = _("à attester par le premier"), "warn"
        found.append(
            {"label": pair.names, "hint": totals_words(count) if count else None, "state": state, "kind": kind}
        )
    return found


def totals_words(count: UrnCount) -> str:
    """Return the totals of a count in a line."""
    return _(
        "pour %(in_favour)d, contre %(against)d, abstentions %(abstentions)d, blancs %(blanks)d, illisibles %(unreadable)d",
        **count.totals,
    )


def second_count_words(counts: Sequence[UrnCount]) -> tuple[str, str] | None:
    """Return (kind, words) of a second count that is attested; None where one pair alone counted."""
    attested = [each.totals for each in counts if each.is_attested]
    if len(attested) < 2:
        return None
    if all(each == attested[0] for each in attested):
        return "ok", _("Deux paires ont compté, et trouvent les mêmes totaux.")
    return "no", _(
        "Deux paires trouvent des totaux différents. Le procès-verbal nomme la paire qui compte ; la présidence en décide."
    )


def turnout_words(voted: int, lines: int) -> str:
    """Return how many voices have voted, in a sentence."""
    if not voted:
        return ngettext("Aucune voix sur %(num)d n’a encore voté.", "Aucune voix sur %(num)d n’a encore voté.", lines)
    return ngettext("%(num)d voix sur %(lines)d a voté.", "%(num)d voix sur %(lines)d ont voté.", voted, lines=lines)


def paper_warning(on_paper: int) -> str | None:
    """Return what to know before a vote is noted on paper that would leave fewer than five there; None from the fifth on."""
    if on_paper + 1 >= LEAST:
        return None
    return _(
        "L’urne ne se clôt pas avec un à quatre votes sur papier\u00a0: qui les compte lirait le vote de chacun. Avec celui-ci, il y en aurait %(number)d. "
        "Si la personne peut voter sur un appareil, proposez-le-lui.",
        number=on_paper + 1,
    )


def side_warnings(sealed: int, on_paper: int) -> list[str]:
    """Return what would keep an open urn from closing: a side with one to four votes."""
    said = []
    if 0 < on_paper < LEAST:
        said.append(
            ngettext(
                "Un seul vote sur papier\u00a0: pour clore, il en faut cinq au moins, ou aucun.",
                "%(num)d votes sur papier\u00a0: pour clore, il en faut cinq au moins, ou aucun.",
                on_paper,
            )
        )
    if 0 < sealed < LEAST:
        said.append(
            ngettext(
                "Un seul bulletin scellé\u00a0: pour clore, il en faut cinq au moins, ou aucun.",
                "%(num)d bulletins scellés\u00a0: pour clore, il en faut cinq au moins, ou aucun.",
                sealed,
            )
        )
    return said


def _pair(first: Teller, second: Teller) -> str:
    return _("%(first)s, puis %(second)s", first=addressed(first.person), second=addressed(second.person))
