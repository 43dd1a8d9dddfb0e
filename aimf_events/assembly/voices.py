"""The voices of the General Assembly today: who votes, in what standing, and who is announced at a congress."""

from dataclasses import dataclass

from sqlalchemy import select

from ..congress.models import Congress
from ..database import db
from ..i18n import search_key
from ..members.models import Member, MemberCategory, Standing
from ..registration.models import ACTIVE, Capacity, Delegation, Mode, Registration
from .rules.roll import How

VOTING = (MemberCategory.MEMBER_CITY, MemberCategory.CITY_ASSOCIATION)
PAYING = (*VOTING, MemberCategory.ASSOCIATE_CITY, MemberCategory.HONORARY)
"""Who may owe dues: everyone but the partners."""


@dataclass(frozen=True, slots=True)
class VotingMember:
    """A member whose category gives a deliberative voice."""

    id: int
    public_id: str
    name: str
    country: str
    search_key: str
    standing: Standing


def voting_members() -> list[VotingMember]:
    """Return every member with a deliberative voice, in the order of names. One query."""
    columns = (Member.id, Member.public_id, Member.name, Member.country, Member.search_key, Member.standing)
    rows = select(*columns).where(Member.category.in_(VOTING)).order_by(Member.sort_key, Member.id)
    return [VotingMember(*row) for row in db.session.execute(rows)]


def announced(congress: Congress) -> dict[int, How]:
    """Return, by member, how its titular or its substitute is announced at a congress: in the room before at a distance. One query."""
    rows = (
        select(Delegation.member_id, Registration.mode)
        .join(Registration, Registration.delegation_id == Delegation.id)
        .where(
            Delegation.congress_id == congress.id,
            Registration.state.in_(ACTIVE),
            Registration.capacity.in_((Capacity.TITULAR, Capacity.SUBSTITUTE)),
        )
    )
    found: dict[int, How] = {}
    for member_id, mode in db.session.execute(rows):
        if member_id is None:
            continue
        if mode in (Mode.IN_PERSON, Mode.BOTH):
            found[member_id] = How.IN_ROOM
        elif mode is Mode.ONLINE:
            found.setdefault(member_id, How.REMOTE)
    return found


def named(members: list[VotingMember], text: str) -> tuple[list[VotingMember], list[str]]:
    """Return the members that a list of names means (« Rabat, Parakou »), each once, and the names that mean none or several."""
    found, unknown = dict[int, VotingMember](), []
    for name in filter(None, (part.strip() for part in text.replace(";", ",").replace("\n", ",").split(","))):
        same = [member for member in members if member.search_key == search_key(name)]
        if len(same) == 1:
            found[same[0].id] = same[0]
        else:
            unknown.append(name)
    return list(found.values()), unknown
