"""The 130 delegations: opened, their heads and focal points named, invited, and what each has answered."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .. import journal
from ..clock import telling
from ..congress.categories import categories_of
from ..congress.models import Congress
from ..database import db
from ..i18n import search_key
from ..members.models import LocalOffice, Member, MemberCategory
from ..people.contacts import add_contact
from ..people.models import ContactKind, Person
from ..registration.delegations import open_delegation
from ..registration.invitations import invite_delegation
from ..registration.models import ContactRole, Delegation, DelegationContact, DelegationKind, DelegationState
from ..registration.quotas import set_places
from .dates import Dates
from .functions import ENGLISH, executive_title
from .names import NameBook, add_invented

SHARED_MAILBOX = "CM-BANGANGTE"
"""The member whose whole delegation is reached by one mailbox, mairie@bangangte.example.org."""
TO_INVITE = "BJ-PARAKOU"
"""The member whose invitation leaves when the demo is loaded: its link is for whoever tries the form."""
_S = DelegationState
PINNED = {
    "TN-TUNIS": _S.COMPLETE,
    "VN-HUE": _S.COMPLETE,
    "KH-PHNOM-PENH": _S.COMPLETE,
    "AM-EREVAN": _S.COMPLETE,
    "LB-BEYROUTH": _S.COMPLETE,
    SHARED_MAILBOX: _S.COMPLETE,
    "HT-PORT-AU-PRINCE": _S.COMPOSING,
    TO_INVITE: _S.PREPARED,
}
STATES = {_S.COMPLETE: 60, _S.COMPOSING: 36, _S.INVITED: 18, _S.DECLINED: 9, _S.CONTESTED: 3, _S.PREPARED: 4}
"""How many delegations are in each state, 130 in all."""
MORE_PLACES = {
    "TN-TUNIS": 12, "FR-PARIS": 7, "CA-QUEBEC": 6, "CI-ABIDJAN": 6, "SN-DAKAR": 5, "CD-KINSHASA": 5, "MA-RABAT": 5,
    "CM-YAOUNDE": 5, "BE-BRUXELLES": 5, "VN-HUE": 5, "LB-BEYROUTH": 5,
}  # fmt: skip
"""Places for delegates given by the secretariat beyond the usual three."""


@dataclass
class Told:
    """A delegation and what the story needs to go on."""

    delegation: Delegation
    member: Member
    state: DelegationState
    domain: str
    mailbox: str
    head: Person | None = None
    title: str = ""
    focal: Person | None = None
    invited_at: datetime | None = None

    @property
    def code(self) -> str:
        """The member's code."""
        return self.member.code


def open_delegations(congress: Congress, members: Sequence[Member], chance: random.Random, *, by: Person) -> list[Told]:
    """Open the delegation of each member, with more places for some."""
    delegate = next(category for category in categories_of(congress) if category.code == "delegate")
    told = []
    for member, state in zip(members, _states(members, chance), strict=True):
        delegation = open_delegation(congress, member, by=by)
        if member.code in MORE_PLACES:
            set_places(delegation, delegate, MORE_PLACES[member.code], by=by)
        domain = f"{'-'.join(search_key(member.name).split())[:40].strip('-')}.example.org"
        shared = f"mairie@{domain}" if member.code == SHARED_MAILBOX else ""
        told.append(Told(delegation, member, state, domain, shared))
    return told


def _states(members: Sequence[Member], chance: random.Random) -> list[DelegationState]:
    """Draw the states of STATES; those of PINNED are given."""
    left = [state for state, count in STATES.items() for _ in range(count)]
    for state in PINNED.values():
        left.remove(state)
    chance.shuffle(left)
    return [PINNED.get(member.code) or left.pop() for member in members]


def name_correspondents(told: Sequence[Told], names: NameBook, chance: random.Random) -> None:
    """Name a head for each delegation but one, a focal point for most, and record the executive office."""
    unreachable = next(one for one in told if one.state is _S.PREPARED and one.code != TO_INVITE)
    for one in told:
        if one is unreachable:
            continue
        one.head = _head(one, names, chance)
        if one.state is _S.CONTESTED:
            _head(one, names, chance)
        if chance.random() < 0.7 or one.code in PINNED:
            invented = names.draw(one.member.country)
            mailbox = one.mailbox or f"cooperation@{one.domain}"
            one.focal = add_invented(
                invented, language=one.delegation.language, email=mailbox, is_shared=bool(one.mailbox)
            )
            _contact(one, one.focal, ContactRole.FOCAL_POINT, mailbox)
    db.session.flush()


def _head(one: Told, names: NameBook, chance: random.Random) -> Person:
    invented = names.draw(one.member.country)
    city = one.member.category not in (MemberCategory.CITY_ASSOCIATION, MemberCategory.PARTNER)
    second = "-2" if one.head else ""
    mailbox = one.mailbox or f"{'maire' if city else 'presidence'}{second}@{one.domain}"
    honorific = "S.E." if chance.random() < 0.04 else "Dr" if chance.random() < 0.06 else ""
    person = add_invented(
        invented, language=one.delegation.language, email=mailbox, honorific=honorific, is_shared=bool(one.mailbox)
    )
    _contact(one, person, ContactRole.HEAD, mailbox)
    title = executive_title(one.member, invented.civility)
    one.title = one.title or title
    office = LocalOffice(
        member=one.member,
        person=person,
        title={"fr": title, "en": ENGLISH[title]},
        is_executive=True,
        is_recognised=one.state is not _S.CONTESTED,
    )
    db.session.add(office)
    return person


def _contact(one: Told, person: Person, role: ContactRole, mailbox: str) -> None:
    add_contact(person, ContactKind.EMAIL, mailbox)
    one.delegation.contacts.append(DelegationContact(person=person, role=role, email=mailbox))


def invite(told: Sequence[Told], dates: Dates, chance: random.Random, *, by: Person) -> None:
    """Invite all that are beyond `prepared`, some weeks ago."""
    for one in told:
        if one.state is not _S.PREPARED:
            one.invited_at = dates.before(chance.uniform(24, 31))
            with telling(one.invited_at):
                invite_delegation(one.delegation, by=by)


def answer(told: Sequence[Told], dates: Dates, chance: random.Random, *, by: Person) -> None:
    """Write what each delegation has answered. Those invited have not, though some have opened their link."""
    words = {
        _S.COMPLETE: "delegation_completed",
        _S.COMPOSING: "delegation_composing",
        _S.DECLINED: "delegation_declined",
    }
    for one in told:
        if one.invited_at is None:
            continue
        row = one.delegation
        opened = dates.after(one.invited_at, chance, hours=400)
        if one.state is _S.INVITED:
            row.opened_at = opened if chance.random() < 0.3 else None
            continue
        row.opened_at = opened
        row.answered_at = dates.after(opened, chance, hours=72)
        came_from, row.state = row.state, one.state
        with telling(row.answered_at):
            verb, who = words.get(one.state, "delegation_contested"), by if one.state is _S.CONTESTED else one.head
            journal.record(verb, row, by=who, came_from=came_from.value, to=one.state.value)


def is_partner(one: Told) -> bool:
    """Whether a delegation is a partner's."""
    return one.delegation.kind is DelegationKind.PARTNER
