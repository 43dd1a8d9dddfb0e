"""Events that live pages follow: numbered per topic, without gaps, nothing personal."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ..database import db


class LiveTopic(db.Model):  # type: ignore[name-defined, misc]
    """A topic and its last number; locking the row is what makes numbers gapless and in commit order."""

    __tablename__ = "live_topic"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    pace: Mapped[str] = mapped_column(String(10), default="idle")
    changed_at: Mapped[datetime]


class LiveEvent(db.Model):  # type: ignore[name-defined, misc]
    """One event of a topic."""

    __tablename__ = "live_event"

    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]
