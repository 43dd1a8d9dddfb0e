"""A mayor changed: the convocations of the member go to the new one, and with them the proxies given and carried.

A proxy is the member's voice, not the person's: it stands, and the new mayor takes it back, or gives it back, on the page. The
former mayor's link opens nothing any more.
"""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..database import db, transaction
from ..members.models import Member, Standing
from ..members.offices import offices_of
from .convocation_letter import post_convocation
from .mandates import holders_of
from .proxies import LIVE
from .sitting_models import Convocation, Sitting


def pass_on(member: Member) -> list[Convocation]:
    """Withdraw the links of the member's convocations to sittings that are not over, and write to the new mayor with new ones.

    What was sent stays in the register: the member was convened when it was.
    """
    with transaction():
        rows = select(Convocation).join(Sitting, Sitting.id == Convocation.sitting_id)
        live = rows.where(Convocation.member_id == member.id, Sitting.state.in_(LIVE)).options(
            joinedload(Convocation.sitting)
        )
        found = list(db.session.scalars(live.order_by(Convocation.id).with_for_update(of=Convocation)))
        office = next((each for each in offices_of(member) if each.is_executive and each.is_recognised), None)
        for convocation in found:
            convocation.link_generation += 1
            journal.record("convocation_passed_on", convocation, by=None, congress_id=convocation.sitting.congress_id)
            is_contested = holders_of([member.id], convocation.sitting.congress)[member.id].is_contested
            if office is None or not office.person.email or is_contested or member.standing is Standing.SUSPENDED:
                continue
            post_convocation(convocation.sitting, convocation, member, office.person, office.person.email, office.title)
        return found
