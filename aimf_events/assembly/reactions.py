"""What the statutory side does when a member's dues or rights change: the standing follows, in the same transaction.

And it tells the programme which sessions are not moved there, since a sitting was convened for them, and who sits in each body.
"""

from typing import Any

from ..members import facts
from ..members.models import Member
from ..programme import draft, immovable
from ..programme.models import SessionKind
from .bodies import bureau_members, seated_in
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
