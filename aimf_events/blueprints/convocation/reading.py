"""The convocation behind a link: the member's own; a withdrawn or altered one is a 404."""

from ...assembly.convocation_letter import convocation_by_link
from ...assembly.sitting_models import Convocation
from ...errors import NotFound


def convocation_of(token: str) -> Convocation:
    """Return the convocation that a link opens.

    Raises:
        NotFound: forged, altered or withdrawn.
    """
    found = convocation_by_link(token)
    if found is None:
        raise NotFound
    return found
