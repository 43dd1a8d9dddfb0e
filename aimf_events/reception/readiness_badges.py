"""« Sommes-nous prêts ? » : the badges, on paper and in reserve, and the keys that sign them."""

import zxingcpp
from flask_babel import gettext as _
from flask_babel import ngettext
from PIL import Image
from sqlalchemy import func, select

from ..checkin.badges import missing_badges
from ..checkin.blanks import free_serials, how_many_are_open
from ..checkin.keys import keys_of, signing_key
from ..checkin.models import Badge, BadgeState
from ..checkin.prints import PrintStatus, last_prints, said_of, status_of
from ..checkin.qr_token import token_rows
from ..checkin.token import BadgeClaims, sign, verify
from ..clock import now
from ..congress.models import Congress
from ..database import db
from .readiness_lines import Known, Line

FEWEST_BLANKS = 10


def badges_line(congress: Congress) -> Line:
    """Whether each accredited person has a badge."""
    missing = missing_badges(congress)
    what = _("Un badge pour chaque personne accréditée")
    if missing:
        told = ngettext(
            "%(num)d personne accréditée n’a aucun badge.",
            "%(num)d personnes accréditées n’ont aucun badge.",
            len(missing),
        )
        return Line(what, Known.LEFT, told, _("Accréditez-les de nouveau, ou prévenez l’administration."), "badges")
    living = _living(congress)
    if not living:
        return Line(
            what,
            Known.UNKNOWN,
            _("Aucun badge n’est encore émis."),
            _("Accréditez d’abord les participants."),
            "badges",
        )
    return Line(what, Known.OK, ngettext("%(num)d badge est émis.", "%(num)d badges sont émis.", living))


def papers_line(congress: Congress) -> Line:
    """Whether each badge is on paper, and says what it should."""
    what = _("Badges imprimés et à jour")
    living = select(Badge).where(
        Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED, Badge.pass_on.is_(None)
    )
    badges = db.session.scalars(living).all()
    said, prints = said_of(congress), last_prints([badge.id for badge in badges])
    found = [status_of(badge, prints.get(badge.id), said[badge.id]) for badge in badges]
    never, outdated = found.count(PrintStatus.NEVER), found.count(PrintStatus.OUTDATED)
    handed = sum(badge.state is BadgeState.COLLECTED for badge in badges)
    told = _(
        "%(never)d jamais imprimés, %(outdated)d à réimprimer ; %(handed)d remis.",
        never=never,
        outdated=outdated,
        handed=handed,
    )
    if not badges:
        return Line(what, Known.UNKNOWN, _("Aucun badge n’est encore émis."), "", "badges")
    if never or outdated:
        return Line(
            what, Known.LEFT, told, _("Imprimez-les ce soir : demain matin, le bureau n’a pas le temps."), "badges"
        )
    return Line(what, Known.OK, told)


def blanks_line(congress: Congress) -> Line:
    """What is printed nobody can know; what is there to be printed and to be settled, we do."""
    what = _("Badges de secours")
    free, to_settle = len(free_serials(congress)), how_many_are_open(congress)
    told = ngettext("%(num)d est en réserve.", "%(num)d sont en réserve.", free)
    if to_settle:
        left = ngettext("%(num)d attend une décision.", "%(num)d attendent une décision.", to_settle)
        return Line(what, Known.LEFT, f"{told} {left}", _("Dites pour qui chacun vaut."), "blanks")
    if free < FEWEST_BLANKS:
        advice = _("Préparez-en une vingtaine, et imprimez-les : sans réseau ni imprimante, le bureau en vit.")
        return Line(what, Known.LEFT, told, advice, "blanks")
    return Line(what, Known.OK, told)


def keys_line(congress: Congress) -> Line:
    """Two living keys, each tried; and a real badge drawn as it is printed, read by an independent reader, and verified."""
    what = _("Clés des badges essayées")
    living = [key for key in keys_of(congress) if key.withdrawn_at is None and key.not_after > now()]
    if len(living) < 2:
        told = ngettext("%(num)d seule clé publiée.", "%(num)d clés publiées.", len(living))
        return Line(what, Known.LEFT, told, _("Il en faut deux : une qui signe, une en réserve."), "keys")
    public = {key.kid: key.public_key for key in living}
    try:
        for key in living:
            claims = BadgeClaims(
                key_id=key.kid, congress_number=congress.number, badge_number=0, issue=1, category=0, zones=0, days=1
            )
            verify(sign(claims, signing_key(key)), public)
        badge = db.session.scalars(
            select(Badge)
            .where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED, Badge.kid.in_(public))
            .limit(1)
        ).first()
        if badge is not None:
            verify(_read_back(badge.token), public)
    except Exception as error:
        told = _("L’essai a échoué : %(error)s.", error=type(error).__name__)
        return Line(
            what, Known.LEFT, told, _("N’imprimez plus rien, et prévenez l’administration de la plateforme."), "keys"
        )
    told = ngettext("%(num)d clé signe et se vérifie", "%(num)d clés signent et se vérifient", len(living))
    read = (
        _("le code d’un vrai badge est relu et vérifié.")
        if badge is not None
        else _("aucun badge n’est encore là pour être relu.")
    )
    return Line(what, Known.OK, f"{told} ; {read}".replace(" ;", "\u202f;"))


def _read_back(token: str) -> str:
    modules = token_rows(token)
    size, quiet, dot = len(modules), 4, 6
    image = Image.new("L", ((size + 2 * quiet) * dot,) * 2, 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark == "1":
                image.paste(0, ((x + quiet) * dot, (y + quiet) * dot, (x + quiet + 1) * dot, (y + quiet + 1) * dot))
    found = zxingcpp.read_barcodes(image)
    return str(found[0].text) if found else ""


def _living(congress: Congress) -> int:
    living = select(func.count()).select_from(Badge)
    return (
        db.session.scalar(
            living.where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED, Badge.pass_on.is_(None))
        )
        or 0
    )
