"""Publications of a congress: prepared, shown, replaced, removed; and who reads which."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, or_, select

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress
from ..database import Translated, db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..members.models import Member, MemberCategory
from ..people.models import Person
from ..registration.document_files import PreparedDocument
from ..registration.models import ACTIVE, Delegation, DelegationContact, Registration
from .models import Access, Publication

_PURPOSE = "publication"


class NothingToShow(Refusal):
    """A publication is a file or an address, one of the two."""

    code = "nothing_to_show"
    status = 422

    def __init__(self) -> None:
        super().__init__(_l("Donnez un fichier, ou l’adresse d’une vidéo : l’un des deux."))


class ForMembers(Refusal):
    """The document is for the members of the association."""

    code = "for_members"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _l("Ce document est réservé aux membres de l’association."),
            advice=_l("Si vous représentez un membre, connectez-vous avec l’adresse de votre délégation."),
        )


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is written of a publication."""

    title: Translated
    about: Translated
    access: Access
    is_shown: bool


def add_publication(
    congress: Congress, words: Words, *, file: PreparedDocument | None = None, address: str = "", by: Person
) -> Publication:
    """Add a publication after the others.

    Raises:
        NothingToShow: neither a file nor an address, or both.
    """
    if (file is None) == (not address):
        raise NothingToShow
    with transaction():
        lock_name(f"publications:{congress.id}")
        last = db.session.scalar(select(func.max(Publication.position)).filter_by(congress_id=congress.id)) or 0
        made = Publication(congress_id=congress.id, position=last + 1, changed_at=now(), **vars(words))
        _put(made, file, address)
        db.session.add(made)
        journal.record("publication_added", made, by=by, title=words.title, access=words.access.value)
        return made


def change_publication(
    publication: Publication, words: Words, *, file: PreparedDocument | None = None, address: str = "", by: Person
) -> Publication:
    """Change what is written of a publication; a new file or address takes the place of what was there, under the same link.

    Raises:
        NothingToShow: a file and an address.
    """
    if file is not None and address and address != publication.address:
        raise NothingToShow
    with transaction():
        lock(publication)
        before = {name: getattr(publication, name) for name in vars(words)}
        changes = {name: [old, new] for name, new in vars(words).items() if (old := before[name]) != new}
        for name, (_old, new) in changes.items():
            setattr(publication, name, new)
        if file is not None or (address and address != publication.address):
            _put(publication, file, "" if file else address)
            changes["content"] = ["…", publication.file_name or publication.address]
        if changes:
            publication.changed_at = now()
            journal.record("publication_changed", publication, by=by, changes=changes)
        return publication


def remove_publication(publication: Publication, *, by: Person) -> None:
    """Take a publication away, with its bytes."""
    with transaction():
        journal.record("publication_removed", publication, by=by, title=publication.title)
        db.session.delete(publication)


def publication_of(congress: Congress, public_id: str) -> Publication:
    """Return one publication of a congress. Raises NotFound."""
    found = db.session.scalars(select(Publication).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def publications_of(congress: Congress) -> list[Publication]:
    """Return all publications of a congress, drafts too, in their order."""
    rows = select(Publication).filter_by(congress_id=congress.id)
    return list(db.session.scalars(rows.order_by(Publication.position, Publication.id)))


def shown_to(congress: Congress, person: Person | None, *, sees_all: bool) -> tuple[list[Publication], int]:
    """Return what a reader may open, and how many others are for the members.

    Args:
        person: None for whoever is not signed in.
        sees_all: a colleague of the desk.
    """
    shown = [each for each in publications_of(congress) if each.is_shown]
    if sees_all or (person is not None and is_of_member(person)):
        return shown, 0
    public = [each for each in shown if each.access is Access.PUBLIC]
    return public, len(shown) - len(public)


def open_publication(congress: Congress, public_id: str, person: Person | None, *, sees_all: bool) -> Publication:
    """Return a publication for whoever may read it.

    Raises:
        NotFound: there is none, or it is not shown yet.
        ForMembers: the reader is not known as one of a member.
    """
    found = publication_of(congress, public_id)
    if sees_all:
        return found
    if not found.is_shown:
        raise NotFound
    if found.access is Access.MEMBERS and not (person is not None and is_of_member(person)):
        raise ForMembers
    return found


def content_of(publication: Publication) -> bytes:
    """Return the bytes of a document. Raises NotFound: it is a video."""
    if publication.sealed is None:
        raise NotFound
    return crypto.decrypt(publication.sealed, _PURPOSE)


def is_of_member(person: Person) -> bool:
    """Return whether a person belongs to a member: registered in its delegation at some congress, or written to for it."""
    of_member = Delegation.member_id.in_(select(Member.id).where(Member.category != MemberCategory.PARTNER))
    comes = exists().where(
        Registration.person_id == person.id,
        Registration.state.in_(ACTIVE),
        Registration.delegation_id == Delegation.id,
        of_member,
    )
    speaks = exists().where(
        DelegationContact.person_id == person.id, DelegationContact.delegation_id == Delegation.id, of_member
    )
    return bool(db.session.scalar(select(or_(comes, speaks))))


def _put(publication: Publication, file: PreparedDocument | None, address: str) -> None:
    publication.address = address
    publication.sealed = crypto.encrypt(file.content, _PURPOSE) if file else None
    publication.file_name, publication.media_type = (file.file_name, file.media_type) if file else ("", "")
    publication.size = len(file.content) if file else 0
