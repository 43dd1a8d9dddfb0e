"""Declarations to the prefecture: opened by a decision or by hand, with their last day, ended by the receipt.

Source: loi du 1er juillet 1901, article 5: an association makes known within three months every change in its administration and every
modification of its statutes. The Assembly's statutes may ask for less (`officers_declared_months`).
"""

import calendar
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import crypto, journal
from ..assembly.election_round_models import ElectionRound, RoundOutcome, RoundWay
from ..assembly.elections import rounds_of
from ..assembly.models import Body
from ..assembly.parameters import Parameter
from ..assembly.profiles import read_profile, version_in_force
from ..assembly.sitting_models import ItemKind
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..i18n import DEFAULT_LANGUAGE, pick
from ..people.models import Person
from ..registration.document_files import PreparedDocument
from .decision_models import RegisteredDecision
from .declaration_models import Declaration, Declared
from .french import fr
from .register import today

LEGAL_MONTHS = 3
LEGAL_ARTICLE = "loi du 1er juillet 1901, article 5"


class DeclaredAlready(Refusal):
    """The receipt is there."""

    code = "declared_already"

    def __init__(self) -> None:
        super().__init__(_l("Cette déclaration a déjà son récépissé."))


class DeclaredTooEarly(Refusal):
    """Nothing is declared before it happened, nor tomorrow."""

    code = "declared_too_early"

    def __init__(self) -> None:
        super().__init__(_l("Une déclaration se fait après le changement, et pas dans l’avenir."))


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that is shorter: 30 November + 3 is 28 February."""
    ahead = day.month - 1 + months
    year, month = day.year + ahead // 12, ahead % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def open_declaration(
    what: Declared,
    *,
    text: str,
    happened_on: date,
    decision: RegisteredDecision | None = None,
    by: Person | None,
) -> Declaration:
    """Open what is to be declared; its last day is worked out from the day of the change. Once for a decision."""
    with transaction():
        if decision is not None:
            known = db.session.scalars(select(Declaration).filter_by(decision_id=decision.id)).first()
            if known is not None:
                return known
        months, article = delay_on(what, happened_on)
        declaration = Declaration(
            what=what,
            text=text,
            happened_on=happened_on,
            months=months,
            article=article,
            due_on=months_later(happened_on, months),
            decision=decision,
            recorded_at=now(),
            recorded_by_id=by.id if by else None,
        )
        db.session.add(declaration)
        db.session.flush()
        journal.record("declaration_opened", declaration, by=by, what=what.value, due=declaration.due_on)
        return declaration


def open_for(decision: RegisteredDecision, *, by: Person | None) -> Declaration | None:
    """Open the declaration that an adopted decision calls for: an election, a change of the statutes; None for any other."""
    what = _called_for(decision)
    if what is None:
        return None
    text = f"{decision.reference}. {pick(decision.text, DEFAULT_LANGUAGE)}"[:300]
    return open_declaration(what, text=text, happened_on=decision.sitting.day, decision=decision, by=by)


def open_for_round(round_: ElectionRound, *, by: Person | None) -> Declaration | None:
    """Open the declaration that an election on paper calls for, with the first round that elects somebody: one for an election.

    A list elected by one question has the declaration of its ballot's decision.
    """
    if round_.way is RoundWay.EN_BLOC:
        return None
    election = round_.election
    elected = (each for one in rounds_of(election) if one.id != round_.id for each in one.candidates)
    if any(each.outcome is RoundOutcome.ELECTED for each in elected):
        return None
    title, day = pick(election.title, DEFAULT_LANGUAGE), election.item.sitting.day
    text = fr("%(title)s : élection par l’Assemblée générale, au scrutin sur papier.", title=title)
    return open_declaration(Declared.OFFICERS, text=text[:300], happened_on=day, by=by)


def close_declaration(
    declaration: Declaration, receipt: PreparedDocument, *, declared_on: date, by: Person | None
) -> Declaration:
    """Note that it was declared, with the prefecture's receipt. The same receipt again is the same act.

    Raises:
        DeclaredAlready: another receipt is there.
        DeclaredTooEarly: before the change, or in the future.
    """
    with transaction():
        lock(declaration)
        if not declaration.is_open:
            if declaration.receipt_sha256 == receipt.sha256:
                return declaration
            raise DeclaredAlready
        if not declaration.happened_on <= declared_on <= today():
            raise DeclaredTooEarly
        declaration.receipt = crypto.encrypt(receipt.content, _sealed_for(declaration))
        declaration.receipt_type, declaration.receipt_name = receipt.media_type, receipt.file_name
        declaration.receipt_size, declaration.receipt_sha256 = len(receipt.content), receipt.sha256
        declaration.declared_on, declaration.closed_at = declared_on, now()
        declaration.closed_by_id = by.id if by else None
        db.session.flush()
        journal.record("declaration_closed", declaration, by=by, declared=declared_on, receipt=receipt.sha256)
        return declaration


def receipt_of(declaration: Declaration) -> bytes:
    """Return the receipt.

    Raises:
        NotFound: it was not declared.
    """
    if declaration.receipt is None:
        raise NotFound
    return crypto.decrypt(declaration.receipt, _sealed_for(declaration))


def delay_on(what: Declared, day: date) -> tuple[int, str]:
    """Return in how many months a change of that day is declared, and where it stands: the statutes where they are stricter than the law."""
    version = version_in_force(Body.GENERAL_ASSEMBLY, day)
    profile = read_profile(version) if version else None
    asked = Parameter.OFFICERS_DECLARED_MONTHS
    if (
        what is Declared.OFFICERS
        and profile is not None
        and profile.says(asked)
        and profile.number(asked) < LEGAL_MONTHS
    ):
        return profile.number(asked), profile.article(asked)
    return LEGAL_MONTHS, LEGAL_ARTICLE


def declarations() -> list[Declaration]:
    """Return all: those to be made first, the most pressing before the others, then those made, the latest first. One query."""
    rows = select(Declaration).options(joinedload(Declaration.decision))
    found = list(db.session.scalars(rows.order_by(Declaration.due_on, Declaration.id)))
    return [each for each in found if each.is_open] + [each for each in reversed(found) if not each.is_open]


def declaration_by_public_id(public_id: str) -> Declaration:
    """Return a declaration.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalars(select(Declaration).filter_by(public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def waiting() -> tuple[int, date | None]:
    """Return how many declarations are to be made, and the nearest last day. One query."""
    rows = select(func.count(), func.min(Declaration.due_on)).select_from(Declaration)
    count, due = db.session.execute(rows.where(Declaration.declared_on.is_(None))).one()
    return count, due


def _called_for(decision: RegisteredDecision) -> Declared | None:
    if not decision.is_adopted or decision.body is not Body.GENERAL_ASSEMBLY:
        return None
    if decision.ballot is not None and decision.ballot.majority is Parameter.MAJORITY_STATUTES:
        return Declared.STATUTES
    if decision.item is not None and decision.item.kind is ItemKind.ELECTION:
        return Declared.OFFICERS
    return None


def _sealed_for(declaration: Declaration) -> str:
    return f"declaration:{declaration.public_id}:receipt"
