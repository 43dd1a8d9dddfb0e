"""What the statutory side does when a member's dues or rights change: the standing follows, in the same transaction.

The seat in the Bureau ends with the local office. A new mayor takes over the convocation of the member, with the proxies given and
carried; the candidacy of the former one falls.

And it tells the programme which sessions are not moved there, since a sitting was convened for them, and who sits in each body.
"""

from typing import Any

from ..members import facts
from ..members.models import LocalOffice, Member
from ..programme import draft, immovable
from ..programme.models import SessionKind
from ..registration import facts as registration_facts
from .bodies import bureau_members, seated_in
from .bureau import end_with_office
from .candidacies import fall_candidacies
from .mandates import give_voice
from .new_holder import pass_on
from .sittings import convened_sessions
from .standing import follow_standing

immovable.register(convened_sessions)
draft.register_seats(seated_in)
draft.register_body(SessionKind.BUREAU, bureau_members)


@facts.dues_changed.connect
@facts.rights_changed.connect
def follow(member: Member | None, **_extra: Any) -> None:
    """Bring the standing of the member, or of all, in line."""
    follow_standing(member)


@facts.entry_fee_paid.connect
def give_voice_of_new_member(member: Member, **_extra: Any) -> None:
    """Give a new member its voice once its entry fee is recorded."""
    give_voice(member)


@facts.office_ended.connect
def leave_bureau(office: LocalOffice, **_extra: Any) -> None:
    """End the seat in the Bureau that hung on a local office."""
    end_with_office(office)


@registration_facts.mayor_changed.connect
def give_to_new_mayor(member: Member, **_extra: Any) -> None:
    """Pass the convocations, and the proxies read there, to the new holder of the office; candidacies of the former one fall."""
    pass_on(member)
    fall_candidacies(member)
