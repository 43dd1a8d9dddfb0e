"""The papers of a statutory sitting: what the secretary goes on with when the power or the network is gone.

In the order in which they serve: telephones, agenda, the roll to sign, proxies, who took a ballot paper, a count sheet for each vote,
ballot papers to cut. Results are entered afterwards on the pages of the ballots, in the same order.
"""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ..assembly.attendance_sheet import stays_of
from ..assembly.ballot_models import Ballot, BallotState
from ..assembly.ballots import ballots_of
from ..assembly.convocation_letter import name_of, when_of
from ..assembly.mandates import Seat
from ..assembly.proxy_models import Proxy
from ..assembly.proxy_register import proxies_of
from ..assembly.quorum_words import quorum_words
from ..assembly.rehearsal_limits import watermark_of
from ..assembly.rolls import Roll, RollLine, roll_of
from ..assembly.rules.roll import Carrier
from ..assembly.sitting_models import Sitting
from ..i18n import country_name, format_day, format_hour, language, pick, use_language, zone_city
from ..members.models import Standing
from ..people.titles import called
from .pack_lists import team_of
from .setting import local, set_pdf
from .team import ROLES

BLANK_PROXIES, BLANK_COUNTS = 14, 3
"""Empty lines for proxies that come on paper, empty sheets for votes that nobody has prepared."""
VOTES = 8
"""Boxes for each voice on the list of who took a ballot paper."""


def sitting_pack_pdf(sitting: Sitting, *, language: str, made_at: datetime) -> tuple[bytes, int]:
    """Return the PDF and how many voices stand in it."""
    with use_language(language):
        roll = roll_of(sitting)
        seats = [seat for seat in roll.seats if seat.mandate.votes_from is not None]
        page = _sheet(sitting, roll, seats, made_at)
        return set_pdf("sitting_pack.typ", page, watermark=watermark_of(sitting)), len(seats)


def _sheet(sitting: Sitting, roll: Roll, seats: list[Seat], made_at: datetime) -> dict[str, Any]:
    zone = sitting.time_zone
    made = {"day": format_day(local(made_at, zone).date()), "hour": format_hour(made_at, zone), "city": zone_city(zone)}
    standing = [each for each in proxies_of(sitting) if each.stands]
    return {
        "language": language(),
        "title": _("Dossier papier de la séance"),
        "sitting": f"{name_of(sitting)}, {when_of(sitting)}" + (f", {sitting.place}" if sitting.place else ""),
        "made": _("Fait le %(day)s à %(hour)s (heure de %(city)s).", **made),
        "secret": _(
            "Ce dossier contient des numéros personnels\u00a0: gardez-le sur vous, et détruisez-le après la séance."
        ),
        "use": _(
            "Si tout s’éteint\u00a0: faites signer la liste, notez chaque pouvoir, cochez qui prend un bulletin, comptez à deux. "
            "Les résultats se saisissent ensuite, dans l’ordre de ces pages, à « Scrutins »."
        ),
        "quorum": quorum_words(roll),
        "phones": _phones(sitting),
        "agenda_head": _("Ordre du jour"),
        "agenda": [[str(number), item.title] for number, item in enumerate(sitting.items, start=1)],
        "roll": _roll(sitting, roll, seats),
        "proxies": _proxies(standing),
        "taken": _taken(roll, seats, standing),
        "counts": _counts(sitting, roll),
        "papers": _papers(sitting, len(seats)),
        "page": _("page"),
    }


def _phones(sitting: Sitting) -> dict[str, Any]:
    rows = team_of(sitting.congress) if sitting.congress else []
    unknown = _("pas de numéro")
    return {
        "head": _("Téléphones de l’équipe"),
        "rows": [[str(ROLES[role]), name, phone or unknown] for role, name, phone in rows],
        "none": _("Personne n’a encore de rôle sur place."),
    }


def _roll(sitting: Sitting, roll: Roll, seats: list[Seat]) -> dict[str, Any]:
    lines, came = {line.seat.mandate.id: line for line in roll.lines}, stays_of(sitting, roll)
    return {
        "head": _("Liste des voix, à signer"),
        "heads": [
            _("N°"),
            _("Membre"),
            _("Parle pour lui"),
            _("À l’heure de ce dossier"),
            _("Arrivée"),
            _("Signature"),
        ],
        "rows": [
            [
                str(number),
                [seat.member.name, country_name(seat.member.country)],
                _speaker(seat),
                _where(lines.get(seat.mandate.id), roll.out.get(seat.mandate.id), seat.mandate.id in came),
            ]
            for number, seat in enumerate(seats, start=1)
        ],
    }


def _speaker(seat: Seat) -> list[str]:
    """The titular, then the substitute, each with a number to call."""
    people = [person for person in (seat.holder.titular, seat.holder.substitute) if person is not None]
    return [f"{called(each)}" + (f", {each.telephone}" if each.telephone else "") for each in people] or [""]


def _where(line: RollLine | None, standing: Standing | None, has_left: bool) -> str:
    if standing is Standing.SUSPENDED:
        return _("suspendu")
    if standing is Standing.IN_ARREARS:
        return _("cotisation due")
    if line is None:
        return _("parti") if has_left else ""
    if line.carrier is Carrier.PROXY:
        return _("pouvoir à %(holder)s", holder=line.by.member.name)
    return _("à distance") if line.is_remote else _("dans la salle")


def _proxies(standing: list[Proxy]) -> dict[str, Any]:
    rows = [[each.giver.member.name, each.holder.member.name, ""] for each in standing]
    return {
        "head": _("Pouvoirs"),
        "heads": [_("Mandant"), _("Porteur"), _("Papier vu par deux personnes")],
        "rows": rows + [["", "", ""]] * BLANK_PROXIES,
        "none": _("Aucun pouvoir n’est donné à l’heure de ce dossier.") if not rows else "",
    }


def _taken(roll: Roll, seats: list[Seat], standing: list[Proxy]) -> dict[str, Any]:
    """A line for each voice of the base: a proxy is a paper of its own, on the line of its giver."""
    holders = {each.giver_id: each.holder.member.name for each in standing}
    rows = [seat for seat in seats if seat.mandate.id not in roll.out]
    return {
        "head": _("Qui a pris un bulletin"),
        "note": _(
            "Une case par vote, cochée quand le bulletin est remis. Le porteur d’un pouvoir signe aussi sur la ligne de son mandant."
        ),
        "heads": [_("N°"), _("Membre")] + [str(number) for number in range(1, VOTES + 1)],
        "rows": [
            [
                str(number),
                [
                    seat.member.name,
                    _("pouvoir à %(holder)s", holder=holders[seat.mandate.id]) if seat.mandate.id in holders else "",
                ],
            ]
            for number, seat in enumerate(rows, start=1)
        ],
    }


def _counts(sitting: Sitting, roll: Roll) -> dict[str, Any]:
    prepared = [each for each in ballots_of(sitting) if each.state in (BallotState.DRAFT, BallotState.OPEN)]
    numbers = {item.id: number for number, item in enumerate(sitting.items, start=1)}
    return {
        "sheets": [{"head": _count_head(each, numbers), "question": pick(each.question)} for each in prepared]
        + [{"head": _("Vote n° ____"), "question": ""}] * BLANK_COUNTS,
        "voices": ngettext("%(num)d voix dans la base.", "%(num)d voix dans la base.", roll.base),
        "heads": ["", _("Premier compte"), _("Second compte")],
        "rows": [
            _("Bulletins remis"),
            _("Pour"),
            _("Contre"),
            _("Abstentions"),
            _("Blancs"),
            _("Nuls"),
            _("Total, égal aux bulletins remis"),
        ],
        "hour": _("Ouvert à ____ h ____, clos à ____ h ____"),
        "signatures": [_("Premier scrutateur"), _("Second scrutateur"), _("La présidence de séance")],
    }


def _count_head(ballot: Ballot, numbers: dict[int, int]) -> str:
    return _("Point %(number)d\u00a0: %(title)s", number=numbers[ballot.item_id], title=ballot.item.title)


def _papers(sitting: Sitting, count: int) -> dict[str, Any]:
    return {
        "head": _("Bulletins à découper"),
        "sitting": name_of(sitting),
        "vote": _("Vote n° ____"),
        "choices": [_("Pour"), _("Contre"), _("Abstention")],
        "count": count,
    }
