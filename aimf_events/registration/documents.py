"""Papers of a delegation: nomination letters, mandates, proofs. Sealed at rest; removed, their bytes are gone at once."""

from collections.abc import Sequence

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, undefer

from .. import crypto, journal
from ..clock import now
from ..congress.deadlines import closing_of, is_before
from ..congress.models import Congress, DeadlineKind
from ..database import db, lock, lock_name, new_public_id, transaction
from ..errors import NotFound, Refusal
from ..i18n import format_moment, zone_city
from ..people.models import Person
from .document_files import PreparedDocument
from .identity import refuse_inactive
from .models import Delegation, Document, DocumentKind, HeadClaim, Registration
from .transitions import Side, side_of

KEPT_AT_MOST = 60
"""Papers of one delegation at a time: whoever holds its link may send them."""


class DocumentsClosed(Refusal):
    """The deadline of papers has passed: the desk alone still adds and replaces them."""

    code = "documents_closed"

    def __init__(self, congress: Congress) -> None:
        zone, at = congress.time_zone, closing_of(congress, DeadlineKind.DOCUMENTS)
        super().__init__(
            _l(
                "Les documents se recevaient jusqu’au %(moment)s, heure de %(city)s.",
                moment=format_moment(at, zone),
                city=zone_city(zone),
            ),
            advice=_l(
                "Écrivez au Secrétariat permanent, à %(address)s : il peut encore ajouter un document pour vous.",
                address=current_app.config["AIMF"].mail_from,
            ),
        )


class TooManyDocuments(Refusal):
    """A delegation has as many papers as it may have."""

    code = "too_many_documents"


def documents_open(congress: Congress, *, by: Person | None) -> bool:
    """Whether papers are still taken from this side. One may be taken back at any time: what was sent by mistake must go."""
    return side_of(by, congress) is Side.DESK or is_before(congress, DeadlineKind.DOCUMENTS)


def attach_document(
    delegation: Delegation,
    prepared: PreparedDocument,
    *,
    kind: DocumentKind,
    registration: Registration | None = None,
    claim: HeadClaim | None = None,
    by: Person | None,
) -> Document:
    """Keep a paper of a delegation, of one of its persons, or of one who claims to head it. Sent twice, it is one paper.

    Raises:
        DocumentsClosed: after the deadline, unless the desk adds it or it proves a claim, which comes when it comes.
        StepRefused: the person's registration is over.
        TooManyDocuments.
    """
    with transaction():
        lock_name(f"documents:{delegation.id}")
        if claim is None and not documents_open(delegation.congress, by=by):
            raise DocumentsClosed(delegation.congress)
        if registration is not None:
            refuse_inactive(registration)
        living = select(Document).filter_by(delegation_id=delegation.id, removed_at=None)
        of_whom = {
            "registration_id": registration.id if registration else None,
            "claim_id": claim.id if claim else None,
        }
        same = db.session.scalars(living.filter_by(kind=kind, sha256=prepared.sha256, **of_whom)).first()
        if same is not None:
            return same
        if (db.session.scalar(select(func.count()).select_from(living.subquery())) or 0) >= KEPT_AT_MOST:
            raise TooManyDocuments(
                _l("Cette délégation a déjà envoyé %(count)d documents.", count=KEPT_AT_MOST),
                advice=_l("Retirez ceux qui ne servent plus, puis recommencez."),
            )
        public_id = new_public_id()
        made = Document(
            public_id=public_id,
            delegation_id=delegation.id,
            kind=kind,
            file_name=prepared.file_name,
            media_type=prepared.media_type,
            size=len(prepared.content),
            sha256=prepared.sha256,
            sealed=crypto.encrypt(prepared.content, _purpose(public_id)),
            uploaded_at=now(),
            uploaded_by_id=by.id if by else None,
            **of_whom,
        )
        db.session.add(made)
        db.session.flush()
        journal.record("document_attached", made, by=by, congress_id=delegation.congress_id, kind=kind.value, **of_whom)
        return made


def replace_document(document: Document, prepared: PreparedDocument, *, by: Person | None) -> Document:
    """Put another file in the place of a paper: of the same kind, about the same person. The former bytes are gone.

    Raises:
        DocumentsClosed, StepRefused, TooManyDocuments.
    """
    with transaction():
        if document.sha256 == prepared.sha256 and document.removed_at is None:
            return document
        delegation, claim = document.delegation, db.session.get(HeadClaim, document.claim_id or 0)
        remove_document(document, by=by)
        whose = {"registration": document.registration, "claim": claim}
        return attach_document(delegation, prepared, kind=document.kind, by=by, **whose)  # type: ignore[arg-type]


def remove_document(document: Document, *, by: Person | None) -> Document:
    """Take a paper back: its bytes are deleted, the line that it existed stays. Twice is harmless."""
    with transaction():
        lock_name(f"documents:{document.delegation_id}")
        lock(document)
        if document.removed_at is None:
            document.removed_at, document.sealed = now(), None
            where = document.delegation.congress_id
            journal.record("document_removed", document, by=by, congress_id=where, kind=document.kind.value)
        return document


def documents_of(delegation: Delegation, registrations: Sequence[Registration] | None = None) -> list[Document]:
    """Return the living papers of a delegation, newest first, never those of a claim.

    Args:
        registrations: those whose papers are wanted, without the delegation's own; None: all of them.
    """
    wanted = select(Document).filter_by(delegation_id=delegation.id, removed_at=None, claim_id=None)
    if registrations is not None:
        wanted = wanted.where(Document.registration_id.in_([each.id for each in registrations]))
    return list(db.session.scalars(wanted.order_by(Document.id.desc())))


def documents_about(registration: Registration) -> list[Document]:
    """Return the papers that a desk reads beside a registration: the person's, then the delegation's own; newest first."""
    wanted = select(Document).where(
        Document.delegation_id == registration.delegation_id,
        Document.claim_id.is_(None),
        or_(Document.registration_id == registration.id, Document.registration_id.is_(None)),
        Document.removed_at.is_(None),
    )
    return list(db.session.scalars(wanted.order_by(Document.registration_id.is_(None), Document.id.desc())))


def document_in(congress: Congress, public_id: str) -> Document:
    """Return a living paper of this congress.

    Raises:
        NotFound: none, removed, or another congress's.
    """
    wanted = select(Document).join(Document.delegation).where(Delegation.congress_id == congress.id)
    wanted = wanted.where(Document.public_id == public_id, Document.removed_at.is_(None))
    found = db.session.scalars(wanted.options(joinedload(Document.delegation))).first()
    if found is None:
        raise NotFound
    return found


def content_of(document: Document) -> bytes:
    """Return the bytes of a paper.

    Raises:
        NotFound: it has been removed.
    """
    wanted = select(Document).filter_by(id=document.id).options(undefer(Document.sealed))
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if found is None or found.sealed is None:
        raise NotFound
    return crypto.decrypt(found.sealed, _purpose(found.public_id))


def _purpose(public_id: str) -> str:
    return f"document:{public_id}"
