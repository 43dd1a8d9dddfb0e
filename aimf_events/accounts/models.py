"""Who signs in: a mailbox with one or several persons behind it, the codes sent to it, the sessions it opened."""

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clock import now
from ..database import Translated, db, pk, public_id, words
from ..people.models import Person


class Role(enum.StrEnum):
    """A role for the whole association (those for one congress are in `congress`)."""

    ADMINISTRATOR = "administrator"
    SECRETARIAT = "secretariat"
    TREASURY = "treasury"
    SITTING_SECRETARY = "sitting_secretary"
    AUDITOR = "auditor"


class Account(db.Model):  # type: ignore[name-defined, misc]
    """A mailbox that can receive codes. `key` is the address folded; persons are found by their contact points."""

    __tablename__ = "account"

    id: Mapped[int] = pk()
    address: Mapped[str] = mapped_column(String(254))
    key: Mapped[str] = mapped_column(String(254), unique=True)
    created_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]


class SignInCode(db.Model):  # type: ignore[name-defined, misc]
    """Six digits sent to a mailbox, good for one use by the browser that asked."""

    __tablename__ = "sign_in_code"

    id: Mapped[int] = pk()
    key: Mapped[str] = mapped_column(String(254))
    code_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_sign_in_code_key_sent_at", "key", "sent_at"),)


class SignInSession(db.Model):  # type: ignore[name-defined, misc]
    """One browser signed in: listed to its owner, who can end it."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("account.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Neither ended nor expired."""
        return self.ended_at is None and self.expires_at > now()


class RoleGrant(db.Model):  # type: ignore[name-defined, misc]
    """An association-wide role held by a person; an auditor's ends on a date (last day included)."""

    __tablename__ = "role_grant"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(words(Role))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    until_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Attempt(db.Model):  # type: ignore[name-defined, misc]
    """One try at something that is limited (asking a code, a public form), counted for all processes together."""

    __tablename__ = "attempt"

    id: Mapped[int] = pk()
    what: Mapped[str] = mapped_column(String(40))
    who_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_attempt_what_who_hash_at", "what", "who_hash", "at"),)


class Newsletter(db.Model):  # type: ignore[name-defined, misc]
    """One letter of the association to its subscribers: a draft until `started_at`, never changed after.

    Its words are in French, and in English too or not at all. `reached` is the last subscription (id) that was looked at:
    whoever goes on with the sending goes on there.
    """

    __tablename__ = "newsletter"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    subject: Mapped[Translated]
    body: Mapped[Translated]
    version: Mapped[int] = mapped_column(Integer, default=1)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    started_at: Mapped[datetime | None]
    started_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    expected: Mapped[int] = mapped_column(Integer, default=0)  # subscribers when it was sent
    readers: Mapped[int] = mapped_column(Integer, default=0)  # letters written
    reached: Mapped[int] = mapped_column(BigInteger, default=0)
    finished_at: Mapped[datetime | None]
