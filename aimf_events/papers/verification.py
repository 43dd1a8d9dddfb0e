"""The check that a consulate makes: a code that cannot be guessed gives back the number, the initials, and whether it still holds."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..accounts.limits import spend
from ..database import db
from ..registration.models import IssuedPaper, PaperKind, Registration
from .codes import ALPHABET, LENGTH, paper_number, typed_code
from .papers import REPLACED

TRIES_AN_HOUR = 40


@dataclass(frozen=True)
class Checked:
    """All that a check tells."""

    kind: PaperKind
    number: str
    initials: str
    is_valid: bool
    is_replaced: bool


def check_paper(code: str, *, place: str) -> Checked | None:
    """Return what a code stands for, or None. Tries are counted by place.

    Raises:
        TooOften: too many tries from one place within the hour.
    """
    spend("paper_check", place, at_most=TRIES_AN_HOUR, within=timedelta(hours=1))
    typed = typed_code(code)
    if len(typed) != LENGTH or set(typed) - set(ALPHABET):
        return None
    shown = joinedload(IssuedPaper.registration).joinedload(Registration.congress)
    paper = db.session.scalars(select(IssuedPaper).filter_by(code=typed).options(shown)).first()
    if paper is None:
        return None
    return Checked(
        kind=paper.kind,
        number=paper_number(paper, paper.registration.congress.number),
        initials=paper.initials,
        is_valid=paper.ended_at is None,
        is_replaced=paper.end_reason == REPLACED,
    )
