"""Lists handed to the host's security: a workbook that opens with a passphrase told by telephone, dated, its recipient named.

The file is an Excel workbook encrypted as Excel itself does (ECMA-376, agile: AES-256, SHA-512, 100,000 turns), so that a
police officer's computer opens it with nothing to install (docs/decisions/0007-security-lists.md). We keep the encrypted
file and its SHA-256; the passphrase is shown once and kept nowhere.
"""

import hashlib
import io
import secrets
from collections.abc import Sequence
from typing import Any

import msoffcrypto
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from .. import journal
from ..accounts.roles import roles_of
from ..clock import now
from ..congress.models import Congress
from ..congress.roles import congress_roles_of
from ..database import db, transaction
from ..errors import NotFound, Refusal
from ..i18n import country_name, pick
from ..people.models import Person
from .asking import coming
from .field_answers import answer_text
from .field_secrets import disclose_for, may_read
from .fields import fields_of
from .models import Delegation, Field, Output, Registration, SecurityList
from .spreadsheets.exports import write_xlsx

KEPT_DAYS = 30
"""How many days after the last day of the congress an encrypted file may still be taken again."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32: no I, O, 0 nor 1, which a telephone confuses
_GROUPS, _IN_A_GROUP = 5, 4  # 100 bits


class NobodyListed(Refusal):
    """There is nobody to list yet."""

    code = "nobody_listed"

    def __init__(self) -> None:
        super().__init__(
            _l("Personne n’est encore attendu sur place : la liste serait vide."),
            advice=_l("Faites-la quand des inscriptions sur place auront été envoyées."),
        )


def offered_fields(congress: Congress, *, by: Person) -> list[Field]:
    """Return the questions that may go into a list for this reader: for the host's security, and theirs to read."""
    roles = roles_of(by) | congress_roles_of(by, congress)
    return [
        field for field in fields_of(congress) if Output.HOST_SECURITY.value in field.outputs and may_read(field, roles)
    ]


def make_security_list(
    congress: Congress, *, purpose: str, recipient: str, organisation: str, fields: Sequence[Field], by: Person
) -> tuple[SecurityList, str]:
    """Write and encrypt the list of everyone expected in the city; return it and its passphrase, which nothing keeps.

    Args:
        recipient, organisation: the person to whom the file is handed, and for whom they work.
        fields: of `offered_fields`; names, function, delegation, country and category are always there.

    Raises:
        NobodyListed: nobody comes.
        NotAllowed: `by` is no reader of one of the fields.
    """
    with transaction():
        people = _people(congress)
        if not people:
            raise NobodyListed
        answers = disclose_for(people, fields, by=by, purpose=f"security list for {organisation}"[:200])
        passphrase = new_passphrase()
        sealed = encrypt_workbook(_workbook(people, fields, answers), passphrase)
        made = SecurityList(
            congress_id=congress.id,
            recipient=recipient,
            organisation=organisation,
            purpose=purpose,
            fields=[field.code for field in fields],
            people=len(people),
            sha256=hashlib.sha256(sealed).hexdigest(),
            file=sealed,
            made_at=now(),
            made_by=by,
        )
        db.session.add(made)
        journal.record(
            "security_list_made",
            made,
            by=by,
            recipient=recipient,
            organisation=organisation,
            fields=made.fields,
            people=made.people,
            sha256=made.sha256,
        )
        return made, passphrase


def take_security_list(made: SecurityList, *, by: Person) -> bytes:
    """Return the encrypted file once more; the journal says who took it.

    Raises:
        NotFound: the file is gone with its retention.
    """
    with transaction():
        content = db.session.scalar(select(SecurityList.file).filter_by(id=made.id))
        if content is None:
            raise NotFound
        journal.record("security_list_taken", made, by=by, sha256=made.sha256)
        return bytes(content)


def security_lists_of(congress: Congress) -> list[tuple[SecurityList, bool]]:
    """Return the lists of a congress, the latest first, and whether the file of each is still kept: one query."""
    rows = select(SecurityList, SecurityList.file.is_not(None)).where(SecurityList.congress_id == congress.id)
    rows = rows.options(joinedload(SecurityList.made_by)).order_by(SecurityList.id.desc())
    return [(made, kept) for made, kept in db.session.execute(rows)]


def security_list_of(congress: Congress, public_id: str) -> SecurityList:
    """Return one list of a congress.

    Raises:
        NotFound: none, or another congress's.
    """
    found = db.session.scalars(select(SecurityList).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def new_passphrase() -> str:
    """Return a passphrase of 100 random bits that is told by telephone: « K7QF-2MXN-… », five groups of four."""
    groups = ("".join(secrets.choice(_LETTERS) for _each in range(_IN_A_GROUP)) for _group in range(_GROUPS))
    return "-".join(groups)


def encrypt_workbook(workbook: bytes, passphrase: str) -> bytes:
    """Return a workbook as Excel encrypts it with a passphrase."""
    sealed = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(workbook)).encrypt(passphrase, sealed)
    return sealed.getvalue()


def _people(congress: Congress) -> list[Registration]:
    rows = (
        select(Registration)
        .where(Registration.congress_id == congress.id, coming())
        .join(Registration.person)
        .join(Registration.delegation)
        .join(Registration.category)
        .options(
            contains_eager(Registration.person),
            contains_eager(Registration.delegation),
            contains_eager(Registration.category),
        )
        .order_by(Delegation.sort_key, Registration.protocol_order, Person.sort_key, Registration.id)
    )
    return list(db.session.scalars(rows))


def _workbook(people: Sequence[Registration], fields: Sequence[Field], answers: dict[int, dict[int, Any]]) -> bytes:
    headers = [_("Nom de famille"), _("Prénom"), _("Fonction"), _("Délégation"), _("Pays"), _("Qualité")]
    rows = [
        [
            *(each.person.family_name, each.person.given_name, each.function),
            *(each.delegation.name, country_name(each.delegation.country), pick(each.category_label)),
            *(answer_text(field, answers.get(each.id, {}).get(field.id)) for field in fields),
        ]
        for each in people
    ]
    return write_xlsx([*headers, *(pick(field.label) for field in fields)], rows, title=_("Liste de sûreté"))
