"""Family names in notes, looked at after persons erased their own data: they cannot be shown what others wrote.

GDPR, article 17(1), "without undue delay", and 5(1)(c): the name alone is kept, encrypted, for as long as somebody may look.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import func, select

from .. import crypto, journal
from ..clock import now
from ..database import db, transaction
from ..errors import NotFound
from ..jobs import periodic
from ..people.models import MentionReview, Person
from .mentions import blank_mentions, mentions_of

KEPT = timedelta(days=30)
_PURPOSE = "mention review"


def open_review(name: str) -> MentionReview | None:
    """Ask the secretariat to look at the notes that say a family name; None where none does. The caller holds the transaction."""
    if not mentions_of(name):
        return None
    review = MentionReview(name=crypto.encrypt(name.encode(), _PURPOSE), opened_at=now())
    db.session.add(review)
    return review


def how_many_reviews() -> int:
    """Return how many reviews wait."""
    return db.session.scalar(select(func.count()).select_from(MentionReview)) or 0


def reviews_waiting() -> list[MentionReview]:
    """Return the reviews that wait, the oldest first."""
    return list(db.session.scalars(select(MentionReview).order_by(MentionReview.opened_at, MentionReview.id)))


def review_by_public_id(public_id: str) -> MentionReview:
    """Return a review that waits. Raises NotFound, also once it is settled."""
    found = db.session.scalars(select(MentionReview).filter_by(public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def name_in(review: MentionReview) -> str:
    """Return the family name to look for."""
    return crypto.decrypt(review.name, _PURPOSE).decode()


def settle_review(review: MentionReview, *, chosen: Collection[str], by: Person | None) -> int:
    """Blank the name in the notes chosen (`mentions.Mention.ident`), and forget it; return in how many.

    Raises:
        NotFound: somebody has settled it meanwhile.
    """
    with transaction():
        held = select(MentionReview).filter_by(id=review.id).with_for_update()
        waiting = db.session.scalars(held, execution_options={"populate_existing": True}).first()
        if waiting is None:
            raise NotFound
        blanked, found = blank_mentions(name_in(waiting), chosen)
        db.session.delete(waiting)
        journal.record("mentions_reviewed", "MentionReview", by=by, mentions=found, blanked=blanked)
        return blanked


@periodic(seconds=3600)
def forget_reviews() -> None:
    """Forget the names that nobody has looked for in `KEPT`: keeping them longer would undo the erasure."""
    with transaction():
        late = select(MentionReview).where(MentionReview.opened_at < now() - KEPT).with_for_update(skip_locked=True)
        for review in db.session.scalars(late):
            db.session.delete(review)
            journal.record("mention_review_lapsed", "MentionReview", by=None)
