"""What the statutory side does when a member's dues or rights change: the standing follows, in the same transaction.

And it tells the programme which sessions are not moved there: a sitting was convened for them.
"""

from typing import Any

from ..members import facts
from ..members.models import Member
from ..programme import immovable
from .sittings import convened_sessions
from .standing import follow_standing

immovable.register(convened_sessions)


@facts.dues_changed.connect
@facts.rights_changed.connect
def follow(member: Member | None, **_extra: Any) -> None:
    """Bring the standing of the member, or of all, in line."""
    follow_standing(member)
