"""Long work on many: a spreadsheet being imported, a letter going to a selection."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ...database import db, pk, public_id


class SpreadsheetImport(db.Model):  # type: ignore[name-defined, misc]
    """A file read and shown, not yet (or already) written: what the preview showed is what the confirmation writes.

    `subject` says what it brings: delegations, or the programme.
    """

    __tablename__ = "spreadsheet_import"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    subject: Mapped[str] = mapped_column(String(20), default="delegations", server_default="delegations")
    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[dict[str, Any]]
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Mailing(db.Model):  # type: ignore[name-defined, misc]
    """A letter to many: who is in the selection, how far it is. `selection` keeps the filters in the words of the address.

    A reminder has a `round`: the first, the second, ... to the same who have not answered.
    """

    __tablename__ = "mailing"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    fact: Mapped[str] = mapped_column(String(60))
    delegation_ids: Mapped[list[int]]
    registration_ids: Mapped[list[int]] = mapped_column(default=list, server_default="[]")
    selection: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    round: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    done: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    finished_at: Mapped[datetime | None]
