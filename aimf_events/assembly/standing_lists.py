"""Every member's account today, for the dues desk and the voices of the day."""

from sqlalchemy import select

from ..clock import now
from ..database import db
from ..members.models import Member
from .models import Body
from .profiles import profile_today
from .standing import Account, accounts_at
from .voices import PAYING


def accounts_of_today() -> list[tuple[Member, Account]]:
    """Return every member that may owe dues with its account, in the order of names. A constant number of queries."""
    rows = select(Member).where(Member.category.in_(PAYING)).order_by(Member.sort_key, Member.id)
    members = list(db.session.scalars(rows))
    accounts = accounts_at(now(), members, profile_today(Body.GENERAL_ASSEMBLY))
    return [(member, accounts[member.id]) for member in members]
