"""The archive of a sitting: asked for, made by a job, taken away. What goes into it is `archive_files.py`."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from .. import crypto, journal
from ..assembly.rehearsal_limits import demand_counted
from ..assembly.sitting_models import Sitting, SittingState
from ..assembly.sittings import lock_in
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound
from ..i18n import DEFAULT_LANGUAGE, use_language
from ..jobs import job
from ..people.models import Person
from .archive_files import files_of
from .archive_models import SittingArchive
from .archive_verify import FORMAT, MANIFEST, SUMS

_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the same files make the same archive."""


def ask_archive(sitting: Sitting, *, by: Person | None) -> SittingArchive:
    """Ask for the archive of a sitting that is over; one that is being made already is the answer.

    Raises:
        SittingMoved: it is not closed.
        RehearsalCountsForNothing: it is a rehearsal.
    """
    with transaction():
        lock_in(sitting, SittingState.CLOSED)
        demand_counted(sitting)
        rows = select(SittingArchive).filter_by(sitting_id=sitting.id, made_at=None)
        waiting = db.session.scalars(rows).first()
        if waiting is not None:
            return waiting
        archive = SittingArchive(sitting=sitting, asked_at=now(), asked_by_id=by.id if by else None)
        db.session.add(archive)
        db.session.flush()
        make_archive.later(archive.id)
        return archive


@job
def make_archive(archive_id: int) -> None:
    """Make an archive that was asked for; one that is made stays as it is."""
    with transaction():
        archive = db.session.get(SittingArchive, archive_id)
        if archive is None:
            return
        lock(archive)
        if archive.is_made:
            return
        with use_language(DEFAULT_LANGUAGE):
            files = files_of(archive.sitting)
        made, root = pack(archive.sitting, files)
        archive.content = crypto.encrypt(made, _sealed_for(archive))
        archive.size, archive.files = len(made), len(files)
        archive.sha256, archive.root = hashlib.sha256(made).hexdigest(), root
        archive.made_at = now()
        db.session.flush()
        journal.record(
            "sitting_archived",
            archive.sitting,
            by=None,
            congress_id=archive.sitting.congress_id,
            root=root,
            sha256=archive.sha256,
        )


def pack(sitting: Sitting, files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Return the archive of some files, and its root: the SHA-256 of its manifest."""
    listed = [
        {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    ]
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "sitting": sitting.public_id,
        "body": sitting.body.value,
        "day": sitting.day.isoformat(),
        "made_at": now().isoformat(timespec="seconds"),
        "files": listed,
    }
    written = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    sums = "".join(f"{each['sha256']}  {each['path']}\n" for each in listed).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [(MANIFEST, written), (SUMS, sums), *sorted(files.items())]:
            archive.writestr(zipfile.ZipInfo(name, _ALWAYS), content, zipfile.ZIP_DEFLATED)
    return made.getvalue(), hashlib.sha256(written).hexdigest()


def archives_of(sitting: Sitting) -> list[SittingArchive]:
    """Return the archives of a sitting, the latest first."""
    rows = select(SittingArchive).filter_by(sitting_id=sitting.id).order_by(SittingArchive.id.desc())
    return list(db.session.scalars(rows))


def archive_in(sitting: Sitting, public_id: str) -> SittingArchive:
    """Return an archive of a sitting.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    found = db.session.scalars(select(SittingArchive).filter_by(sitting_id=sitting.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def content_of(archive: SittingArchive) -> bytes:
    """Return the file.

    Raises:
        NotFound: it is not made yet.
    """
    if archive.content is None:
        raise NotFound
    return crypto.decrypt(archive.content, _sealed_for(archive))


def _sealed_for(archive: SittingArchive) -> str:
    return f"sitting-archive:{archive.public_id}"
