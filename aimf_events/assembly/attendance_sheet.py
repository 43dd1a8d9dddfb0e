"""The attendance sheet of a sitting (feuille de présence): each member with a deliberative voice, who is there for it and how, room to sign.

Printed before the sitting it is blank; during it, it says the moment; of a sitting that is over, the moment before it was closed.
"""

import unicodedata
from collections.abc import Mapping
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
    hall, left = roll.hall, left_at(sitting, roll)
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
        "heads": [_("N°"), _("Membre"), _("Représenté par"), _("Présence"), _("Signature")],
        "rows": [
            _row(number, seat, lines.get(seat.mandate.id), roll, _left(sitting, left.get(seat.mandate.id)))
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


def left_at(sitting: Sitting, roll: Roll) -> dict[int, datetime]:
    """Return when each mandate that was there before the roll's moment, and is not any more, was there last: its exit, or a suspension."""
    events: list[tuple[datetime, int, int | None, bool]] = [
        (each.at, each.order, each.who[0], each.how is not None)  # type: ignore[index]
        for each in said_of(sitting, roll.seats)
    ]
    events += [(each.at, 0, None, False) for each in breaks_of(sitting) if not each.resumes]
    there: set[int] = set()
    left: dict[int, datetime] = {}
    for at, _order, mandate, is_entry in sorted(events, key=lambda event: event[:2]):
        if at > roll.at:
            break
        gone = there if mandate is None else {mandate} & there
        if is_entry and mandate is not None:
            there.add(mandate)
            left.pop(mandate, None)
        else:
            left.update(dict.fromkeys(gone, at))
            there = there - gone
    return left


def _left(sitting: Sitting, at: datetime | None) -> str:
    return _("départ à %(hour)s", hour=format_hour(at, sitting.time_zone)) if at else ""


def _place(seat: Seat, order: Mapping[int, int], last: int) -> int:
    idents = (seat.holder.titular_registration, seat.holder.substitute_registration)
    return min((order.get(ident, last) for ident in idents if ident is not None), default=last)


def _row(number: int, seat: Seat, line: RollLine | None, roll: Roll, left: str) -> dict[str, Any]:
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
        "presence": _presence(seat, line, roll) or left,
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
