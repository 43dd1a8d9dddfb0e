"""The paper pack: made each evening before a day of the congress and on demand, kept encrypted, gone after the congress."""

import io
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _l
from pypdf import PdfReader
from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import joinedload, undefer

from .. import crypto, journal
from ..assembly.sitting_models import Sitting
from ..assembly.sittings import sittings_on
from ..clock import now
from ..congress.models import Congress, CongressRole
from ..congress.roles import grants_of
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..i18n import DEFAULT_LANGUAGE, pick
from ..jobs import job, periodic
from ..mail import outbox
from ..people.models import Person
from .models import PaperPack
from .pack_pdf import pack_pdf
from .sitting_pack import sitting_pack_pdf

EVENING = time(19)
"""From that hour on, in the city of the congress, the next day's pack is made."""
STALE = timedelta(hours=14)
"""A letter that the mail server could not take by the next morning says nothing that is still of use."""
_PURPOSE = "paper pack"


class PackNotThere(Refusal):
    """The file is being made, or has gone in its time."""

    code = "pack_not_there"


def ask_for_pack(congress: Congress, *, sitting: Sitting | None = None, by: Person | None) -> PaperPack:
    """Ask for the lists as they are now; they are set in the background. Asked twice within a minute, it is once.

    Args:
        sitting: the statutory sitting whose papers are wanted; None for the doors'.
    """
    with transaction():
        lock_name(f"paper-pack:{congress.id}")
        recent = _packs(congress, sitting).where(PaperPack.asked_at > now() - timedelta(minutes=1))
        made = db.session.scalars(recent.order_by(PaperPack.id.desc())).first()
        if made is None:
            language = by.language if by is not None else DEFAULT_LANGUAGE
            made = PaperPack(
                congress_id=congress.id,
                sitting_id=sitting.id if sitting else None,
                language=language,
                asked_at=now(),
                asked_by_id=by.id if by else None,
            )
            db.session.add(made)
            db.session.flush()
            journal.record("paper_pack_asked", made, by=by)
            set_pack.later(made.id)
        return made


@job
def set_pack(pack_id: int) -> None:
    """Set the PDF and keep it encrypted. Twice is harmless."""
    pack = db.session.get(PaperPack, pack_id)
    if pack is None or pack.made_at is not None:
        return
    congress = db.session.get_one(Congress, pack.congress_id)
    version = db.session.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    moment = now()
    if pack.sitting_id is not None:
        pdf, people = sitting_pack_pdf(
            db.session.get_one(Sitting, pack.sitting_id), language=pack.language, made_at=moment
        )
    else:
        pdf, people = pack_pdf(congress, language=pack.language, made_at=moment, version=version or 0)
    with transaction():
        if lock(pack).made_at is not None:
            return
        pack.made_at, pack.list_version, pack.people = moment, version, people
        pack.pages, pack.sealed = len(PdfReader(io.BytesIO(pdf)).pages), crypto.encrypt(pdf, _PURPOSE)
        if pack.asked_by_id is None and pack.sitting_id is None:
            tell_supervisors(pack, congress)


def tell_supervisors(pack: PaperPack, congress: Congress) -> None:
    """Write to each door supervisor that the evening's pack waits: a link to its page, never the pack, which bears names and
    telephones. Whoever asks for one by hand is looking at that page already. The caller holds the transaction."""
    url = f"{current_app.config['AIMF'].public_url}/{congress.name}/reception/packs"
    for grant in grants_of(congress):
        person = grant.person
        if grant.role is not CongressRole.DOOR_SUPERVISOR or person.email is None:
            continue
        outbox.post(
            "paper_pack_ready",
            to=person.email,
            language=person.language,
            dedupe_key=f"paper_pack_ready:{pack.id}:{person.id}",
            data={"name": person.badge_name, "congress": pick(congress.title, person.language), "packs_url": url},
            recipient_name=person.badge_name,
            useless_after=now() + STALE,
            person_id=person.id,
            congress_id=congress.id,
        )


@periodic(seconds=600)
def make_evening_packs() -> None:
    """Make the pack of each congress that is on tomorrow, and of its sittings, once an evening, by the clock of its city."""
    tomorrow = now().date() + timedelta(days=2)  # the furthest that a zone can be ahead
    for congress in db.session.scalars(
        select(Congress).where(Congress.starts_on <= tomorrow, Congress.ends_on >= now().date())
    ).all():
        evening = evening_before(congress)
        if evening is None:
            continue
        with transaction():
            lock_name(f"evening-pack:{congress.id}")
            for sitting in (None, *sittings_on(congress, evening.date() + timedelta(days=1))):
                if db.session.scalars(_packs(congress, sitting).where(PaperPack.asked_at >= evening)).first() is None:
                    ask_for_pack(congress, sitting=sitting, by=None)


def evening_before(congress: Congress) -> datetime | None:
    """Return when this evening began, if it is one and tomorrow is a day of the congress, by its city's clock."""
    local = now().astimezone(ZoneInfo(congress.time_zone))
    is_eve = congress.starts_on <= local.date() + timedelta(days=1) <= congress.ends_on
    return datetime.combine(local.date(), EVENING, local.tzinfo) if is_eve and local.time() >= EVENING else None


@periodic(seconds=3600)
def purge_packs() -> None:
    """Forget the files of congresses that are over; who asked and when stays. Twice is harmless."""
    over = select(Congress.id).where(Congress.ends_on < now().date() - timedelta(days=1))
    gone = update(PaperPack).where(PaperPack.congress_id.in_(over), PaperPack.purged_at.is_(None))
    with transaction():
        db.session.execute(gone.values(sealed=None, purged_at=now()))


def packs_of(congress: Congress, sitting: Sitting | None = None, *, most: int = 12) -> Sequence[PaperPack]:
    """Return the latest packs of the doors, or of a sitting, the last first."""
    rows = _packs(congress, sitting).options(joinedload(PaperPack.asked_by))
    return db.session.scalars(rows.order_by(PaperPack.id.desc()).limit(most)).all()


def pack_by_public_id(congress: Congress, public_id: str, sitting: Sitting | None = None) -> PaperPack:
    """Return a pack of the doors of this congress, or of a sitting. Raises NotFound."""
    rows = _packs(congress, sitting).where(PaperPack.public_id == public_id).options(undefer(PaperPack.sealed))
    found = db.session.scalars(rows).first()
    if found is None:
        raise NotFound
    return found


def open_pack(pack: PaperPack, *, by: Person) -> bytes:
    """Return the PDF; the journal says who took it.

    Raises:
        PackNotThere: it is being made, or has gone.
    """
    if pack.sealed is None:
        raise PackNotThere(
            _l("Ce dossier n’est pas là : il se prépare, ou il a été effacé après le congrès."),
            advice=_l("Revenez à la liste dans une minute, ou demandez-en un nouveau."),
        )
    with transaction():
        journal.record("paper_pack_taken", pack, by=by)
        return crypto.decrypt(pack.sealed, _PURPOSE)


def _packs(congress: Congress, sitting: Sitting | None) -> Select[PaperPack]:
    rows = select(PaperPack).where(PaperPack.congress_id == congress.id)
    return rows.where(PaperPack.sitting_id == (sitting.id if sitting else None))
