"""The attendance sheet of a sitting (feuille de présence): each member with a deliberative voice, who is there for it, how, from when to when.

Printed before the sitting it is blank; during it, it says the moment; of a sitting that is over, the moment before it was closed.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from ..checkin.badge_pdf import script_language
from ..i18n import country_name, format_hour, format_moment, language, pick, zone_city
from ..members.models import Standing
from ..people.models import Person
from ..people.titles import called
from .convocation_letter import name_of, when_of
from .mandates import Seat
from .presence import breaks_of, said_of
from .printing import set_pdf
from .quorum_words import quorum_words
from .rehearsal_limits import watermark_of
from .remote import said_afar
from .rolls import Roll, RollLine, roll_of
from .rules.roll import Carrier
from .sitting_models import Sitting


def attendance_pdf(sitting: Sitting, order: Mapping[int, int] | None = None) -> bytes:
    """Return the sheet in the language of the reader.

    Args:
        order: the place in precedence of each registration; members whom nobody there stands for come after, by name.
    """
    page = attendance_page(sitting, roll_of(sitting, at=moment_of(sitting)), order or {})
    return set_pdf("attendance.typ", page, watermark=watermark_of(sitting))


def moment_of(sitting: Sitting) -> datetime | None:
    """Return the moment that the sheet tells of; None for now."""
    return sitting.closed_at - timedelta(microseconds=1) if sitting.closed_at else None


def attendance_page(sitting: Sitting, roll: Roll, order: Mapping[int, int]) -> dict[str, Any]:
    """Return what the sheet says."""
    lines = {line.seat.mandate.id: line for line in roll.lines}
    voting = [seat for seat in roll.seats if seat.mandate.votes_from is not None]
    last = len(order) + 1
    voting.sort(key=lambda seat: (_place(seat, order, last), seat.member.sort_key))
    hall, stays = roll.hall, stays_of(sitting, roll)
    return {
        "language": language(),
        "title": _("Feuille de présence"),
        "subtitle": f"{name_of(sitting)}, {when_of(sitting)}" + (f", {sitting.place}" if sitting.place else ""),
        "state": _(
            "État le %(moment)s (heure de %(city)s).",
            moment=format_moment(roll.at, sitting.time_zone),
            city=zone_city(sitting.time_zone),
        )
        if lines
        else _("À signer à l’entrée."),
        "heads": [_("N°"), _("Membre"), _("Représenté par"), _("Présence"), _("Arrivée"), _("Départ"), _("Signature")],
        "rows": [
            _row(number, seat, lines.get(seat.mandate.id), roll) | _when(sitting, stays.get(seat.mandate.id, ()))
            for number, seat in enumerate(voting, start=1)
        ],
        "totals": [
            (_("Présents dans la salle"), str(hall.present)),
            (_("Présents à distance"), str(hall.remote)),
            (_("Représentés par un pouvoir"), str(hall.represented)),
            (_("Total des voix"), str(hall.voices)),
        ],
        "quorum": quorum_words(roll),
        "signatures": [_("La présidence de séance"), _("Le secrétariat de séance")],
        "page_of": _("page"),
    }


@dataclass(frozen=True, slots=True)
class Stay:
    """A time for which a mandate was there, in the room or at a distance; `ended` None while it lasts."""

    began: datetime
    ended: datetime | None


def stays_of(sitting: Sitting, roll: Roll) -> Mapping[int, Sequence[Stay]]:
    """Return for how long each mandate was there before the roll's moment: entries, exits, answers from afar, suspensions."""
    said, breaks = said_of(sitting, roll.seats), breaks_of(sitting)
    said = [*said, *said_afar(sitting, roll.seats, said, breaks)]
    events: list[tuple[datetime, int, Any, bool]] = [
        (each.at, each.order, each.who, each.how is not None) for each in said
    ]
    events += [(each.at, 0, None, False) for each in breaks if not each.resumes]
    there: dict[int, tuple[datetime, set[Any]]] = {}
    stays: dict[int, list[Stay]] = defaultdict(list)

    def leave(mandate: int, at: datetime) -> None:
        stays[mandate].append(Stay(there.pop(mandate)[0], at))

    for at, _order, who, is_entry in sorted(events, key=lambda event: event[:2]):
        if at > roll.at:
            break
        if who is None:
            for mandate in list(there):
                leave(mandate, at)
        elif is_entry:
            there.setdefault(who[0], (at, set()))[1].add(who[1])
        elif who[0] in there:
            there[who[0]][1].discard(who[1])
            if not there[who[0]][1]:
                leave(who[0], at)
    for mandate, (began, _carriers) in there.items():
        stays[mandate].append(Stay(began, None))
    return stays


def _hours(sitting: Sitting, moments: Iterable[datetime | None]) -> str:
    return "\n".join(format_hour(at, sitting.time_zone) if at else "" for at in moments).rstrip()


def _when(sitting: Sitting, stays: Sequence[Stay]) -> dict[str, str]:
    """When a mandate came and went; the last stay that was still on when the sitting closed ends there."""
    closed = sitting.closed_at
    return {
        "arrived": _hours(sitting, (stay.began for stay in stays)),
        "left": _hours(sitting, (stay.ended or closed for stay in stays)),
    }


def _place(seat: Seat, order: Mapping[int, int], last: int) -> int:
    idents = (seat.holder.titular_registration, seat.holder.substitute_registration)
    return min((order.get(ident, last) for ident in idents if ident is not None), default=last)


def _row(number: int, seat: Seat, line: RollLine | None, roll: Roll) -> dict[str, Any]:
    person = line.person if line else seat.holder.titular
    if line is not None and line.carrier is Carrier.PROXY:
        person = seat.holder.titular
    return {
        "number": str(number),
        "member": seat.member.name,
        "country": country_name(seat.member.country),
        "person": called(person) if person else "",
        "title": pick(seat.holder.titular_title)
        if person and person is seat.holder.titular and seat.holder.titular_title
        else "",
        **_original(person),
        "presence": _presence(seat, line, roll),
        "is_there": line is not None and line.carrier is not Carrier.PROXY,
    }


def _original(person: Person | None) -> dict[str, Any]:
    words = unicodedata.normalize("NFC", (person.original_name if person else "") or "")
    return {
        "original": words,
        "original_language": script_language(words) or "fr",
        "rtl": any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words),
    }


def _presence(seat: Seat, line: RollLine | None, roll: Roll) -> str:
    """How a voice is there, or why it is not."""
    if line is None:
        standing = roll.out.get(seat.mandate.id)
        if standing is Standing.SUSPENDED:
            return _("suspendu")
        if standing is Standing.IN_ARREARS:
            return _("cotisation due")
        return ""
    if line.carrier is Carrier.PROXY:
        return _("pouvoir à %(holder)s", holder=line.by.member.name)
    words = _("suppléant") if line.carrier is Carrier.SUBSTITUTE else _("titulaire")
    words += f", {_('à distance') if line.is_remote else _('dans la salle')}"
    return f"{words} ({_('mandat contesté')})" if line.is_provisional else words
