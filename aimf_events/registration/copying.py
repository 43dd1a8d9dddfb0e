"""What registration takes over from an earlier congress: its questions, the secretariat's delegations and places, the letters' words."""

from sqlalchemy import select

from ..clock import now
from ..congress.copying import Copies, copy_rows
from ..congress.models import Category, Congress
from ..database import db
from ..mail.models import Letterhead, LetterText, Signatory
from .models import Delegation, DelegationKind, DelegationState, Field, FieldUse, Quota


def copy_questions(source: Congress, congress: Congress, copies: Copies) -> None:
    """Copy the questions still asked, and of which categories they are asked."""
    fields = select(Field).filter_by(congress_id=source.id, retired_at=None).order_by(Field.position, Field.id)
    copy_rows(list(db.session.scalars(fields)), copies, congress_id=congress.id)
    uses = select(FieldUse).join(FieldUse.field).where(Field.congress_id == source.id, Field.retired_at.is_(None))
    for use in db.session.scalars(uses).all():
        field, category = copies[Field, use.field_id], copies[Category, use.category_id]
        copy_rows([use], copies, field_id=field.id, category_id=category.id)


def copy_own_delegations(source: Congress, congress: Congress, copies: Copies) -> None:
    """Copy the secretariat's own delegations with their places, as if nobody had ever written there."""
    own = select(Delegation).filter_by(congress_id=source.id, kind=DelegationKind.SERVICE).order_by(Delegation.id)
    anew = dict.fromkeys(("invited_at", "opened_at", "answered_at"))
    fresh = {"state": DelegationState.PREPARED, "link_generation": 1, "created_at": now(), **anew}
    for delegation in db.session.scalars(own).all():
        copy_rows([delegation], copies, congress_id=congress.id, **fresh)
        for quota in db.session.scalars(select(Quota).filter_by(delegation_id=delegation.id)).all():
            places = {"delegation_id": copies[Delegation, delegation.id].id}
            copy_rows([quota], copies, category_id=copies[Category, quota.category_id].id, **places)


def copy_letters(source: Congress, congress: Congress, copies: Copies) -> None:
    """Copy the letterhead, those who sign, and the version in force of each text as the first one."""
    heads = db.session.scalars(select(Letterhead).filter_by(congress_id=source.id))
    copy_rows(list(heads), copies, congress_id=congress.id)
    signing = select(Signatory).filter_by(congress_id=source.id, retired_at=None).order_by(Signatory.id)
    copy_rows(list(db.session.scalars(signing)), copies, congress_id=congress.id)
    parts = (LetterText.fact, LetterText.category_code, LetterText.language)
    latest = select(LetterText).filter_by(congress_id=source.id, retired_at=None).distinct(*parts)
    for text in db.session.scalars(latest.order_by(*parts, LetterText.version.desc())).all():
        signatory = copies.get((Signatory, text.signatory_id or 0))
        first = {"version": 1, "written_at": now(), "signatory_id": signatory.id if signatory else None}
        copy_rows([text], copies, congress_id=congress.id, written_by_id=None, **first)
