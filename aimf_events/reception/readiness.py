"""« Sommes-nous prêts ? » : the evening before, each thing that the doors need is tried or counted, none is taken for granted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from ..checkin.checkpoints import checkpoints_of
from ..checkin.models import Checkpoint, Scan, ScanDevice
from ..clock import now
from ..congress.models import Congress
from ..database import db
from ..i18n import format_moment, list_words
from ..mail.channel import stopped_channel
from ..mail.models import MessageState, OutgoingMessage
from .backup import last_check
from .pack import packs_of
from .readiness_badges import badges_line, blanks_line, keys_line, papers_line
from .readiness_lines import Known, Line

FRESH, LATELY = timedelta(minutes=15), timedelta(hours=24)
CLOCK_OFF = 120_000  # milliseconds
BACKUP_DAYS = timedelta(days=7)


def readiness_of(congress: Congress) -> list[Line]:
    """Return each check with what it found now. A constant number of queries."""
    checks: tuple[Callable[[Congress], Line], ...] = (
        badges_line, papers_line, blanks_line, keys_line, _doors, _devices, _tried, _clocks, _pack, _backup, _mail
    )  # fmt: skip
    return [check(congress) for check in checks]


def _doors(congress: Congress) -> Line:
    what = _("Portes ouvertes")
    count = sum(door.is_open for door in checkpoints_of(congress))
    if not count:
        return Line(
            what,
            Known.LEFT,
            _("Aucune porte n’est ouverte."),
            _("Préparez l’entrée du congrès et les salles réservées."),
            "doors",
        )
    return Line(what, Known.OK, ngettext("%(num)d porte est ouverte.", "%(num)d portes sont ouvertes.", count))


def _devices(congress: Congress) -> Line:
    """A paired telephone asks for its list each minute: one heard lately has a fresh list."""
    what = _("Téléphones appariés, listes fraîches")
    paired = select(ScanDevice.label, ScanDevice.last_seen_at).where(
        ScanDevice.congress_id == congress.id, ScanDevice.public_key.is_not(None), ScanDevice.revoked_at.is_(None)
    )
    found = db.session.execute(paired.order_by(ScanDevice.label)).all()
    if not found:
        return Line(
            what,
            Known.LEFT,
            _("Aucun téléphone n’est apparié : sans réseau, personne ne pourrait lire de badge."),
            _("Appariez un téléphone par porte."),
            "devices",
        )
    old = [label for label, seen in found if seen < now() - FRESH]
    told = ngettext("Un téléphone est apparié.", "%(num)d téléphones sont appariés.", len(found))
    if old:
        silent = _("Muets depuis un quart d’heure : %(labels)s.", labels=list_words(old))
        return Line(
            what,
            Known.LEFT,
            f"{told} {silent}",
            _("Ouvrez le scanner sur chacun, avec le réseau : la liste se met à jour."),
            "devices",
        )
    return Line(what, Known.OK, told)


def _tried(congress: Congress) -> Line:
    """A door has a telephone if one read a badge there within a day."""
    what = _("Chaque porte a lu un badge d’essai")
    rows = select(Checkpoint.name).where(Checkpoint.congress_id == congress.id, Checkpoint.is_open)
    read = select(Scan.id).where(Scan.checkpoint_id == Checkpoint.id, Scan.received_at > now() - LATELY)
    if not any(door.is_open for door in checkpoints_of(congress)):
        return Line(what, Known.UNKNOWN, _("Aucune porte n’est ouverte."), "", "doors")
    silent = db.session.scalars(rows.where(~read.exists()).order_by(Checkpoint.name)).all()
    if silent:
        told = _("Rien de lu depuis un jour : %(doors)s.", doors=list_words(list(silent)))
        return Line(
            what, Known.LEFT, told, _("Lisez un badge à chaque porte avec le téléphone qui y servira."), "doors"
        )
    return Line(what, Known.OK, _("Toutes les portes ouvertes ont lu un badge depuis un jour."))


def _clocks(congress: Congress) -> Line:
    what = _("Horloges des appareils")
    last = (
        select(ScanDevice.label, Scan.clock_offset_ms)
        .join(ScanDevice, ScanDevice.id == Scan.device_id)
        .where(Scan.congress_id == congress.id, Scan.received_at > now() - LATELY, ScanDevice.revoked_at.is_(None))
        .distinct(Scan.device_id)
        .order_by(Scan.device_id, Scan.seq.desc())
    )
    found = db.session.execute(last).all()
    if not found:
        return Line(
            what,
            Known.UNKNOWN,
            _("Aucun passage depuis un jour : rien à comparer."),
            _("L’essai de chaque porte le dira."),
        )
    wrong = [label for label, offset in found if abs(offset) > CLOCK_OFF]
    if wrong:
        told = _("Plus de deux minutes d’écart : %(labels)s.", labels=list_words(wrong))
        return Line(
            what,
            Known.LEFT,
            told,
            _("Réglez-les sur l’heure automatique. Les passages, eux, sont déjà redressés."),
            "devices",
        )
    return Line(
        what, Known.OK, ngettext("%(num)d appareil est à l’heure.", "%(num)d appareils sont à l’heure.", len(found))
    )


def _pack(congress: Congress) -> Line:
    what = _("Dossier papier")
    made = next((pack for pack in packs_of(congress) if pack.made_at is not None and pack.purged_at is None), None)
    if made is None or made.made_at is None:
        return Line(
            what, Known.LEFT, _("Aucun n’est fait."), _("Faites-le, imprimez-le, et gardez-le au bureau."), "packs"
        )
    told = _(
        "Fait le %(moment)s. Qu’il soit imprimé, vous seul le savez.",
        moment=format_moment(made.made_at, congress.time_zone),
    )
    is_fresh = made.made_at > now() - LATELY
    return Line(
        what,
        Known.OK if is_fresh else Known.LEFT,
        told,
        "" if is_fresh else _("Il a plus d’un jour : refaites-le."),
        "packs",
    )


def _backup(congress: Congress) -> Line:
    what = _("Sauvegarde restaurée")
    check = last_check()
    advice = _("L’exploitant lance « flask verify-backup » sur la dernière sauvegarde (docs/operations.md).")
    if check is None:
        return Line(what, Known.LEFT, _("Aucune sauvegarde n’a encore été restaurée pour essai."), advice)
    when = format_moment(check.checked_at, congress.time_zone)
    if not check.is_good:
        return Line(
            what, Known.LEFT, _("L’essai du %(moment)s a échoué : %(told)s", moment=when, told=check.told), advice
        )
    dumped = format_moment(check.dumped_at, congress.time_zone)
    told = _(
        "Essai réussi le %(moment)s, sauvegarde du %(dumped)s : %(rows)d lignes.",
        moment=when,
        dumped=dumped,
        rows=check.rows,
    )
    is_fresh = check.dumped_at > now() - BACKUP_DAYS
    return Line(what, Known.OK if is_fresh else Known.LEFT, told, "" if is_fresh else advice)


def _mail(congress: Congress) -> Line:
    what = _("Courrier")
    if stopped_channel() is not None:
        return Line(
            what, Known.LEFT, _("L’envoi est arrêté."), _("La page des lettres dit pourquoi, et le reprend."), "letters"
        )
    lately = OutgoingMessage.written_at > now() - LATELY
    counted: Any = select(
        func.count().filter(OutgoingMessage.state.in_((MessageState.ACCEPTED, MessageState.DELIVERED))),
        func.count().filter(OutgoingMessage.state == MessageState.FAILED),
    ).where(lately)
    left, failed = db.session.execute(counted).one()
    told = _("Depuis un jour : %(left)d lettres parties, %(failed)d échouées.", left=left, failed=failed)
    if not left and not failed:
        return Line(
            what, Known.UNKNOWN, told, _("Demandez un code de connexion : s’il arrive, le courrier marche."), "letters"
        )
    if failed:
        return Line(what, Known.LEFT, told, _("La page des lettres les montre : appelez ces délégations."), "letters")
    return Line(what, Known.OK, told)
