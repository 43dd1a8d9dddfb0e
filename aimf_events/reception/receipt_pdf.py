"""The receipt on A4, in its receiver's language: who received which badges, and where to sign."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ..checkin.outcomes import card_name
from ..i18n import country_name, format_day, format_hour, language, pick, use_language, zone_city
from ..people.titles import title_of
from .models import BadgeHandover, HandoverReceipt
from .receipts import lines_of, signature_of
from .setting import local, set_pdf
from .strokes import strokes_svg


def receipt_number(receipt: HandoverReceipt, congress_number: int) -> str:
    """Return the number as it is printed: « RB-40-0007 », the seventh receipt of congress 40."""
    return f"RB-{congress_number}-{receipt.number:04d}"


def receipt_pdf(receipt: HandoverReceipt) -> bytes:
    """Return the receipt; badges that were taken back since are left out of it."""
    with use_language(receipt.language):
        lines = [line for line in lines_of(receipt) if line.undone_at is None]
        return set_pdf("receipt.typ", _sheet(receipt, lines))


def _sheet(receipt: HandoverReceipt, lines: list[BadgeHandover]) -> dict[str, object]:
    delegation, congress = receipt.delegation, receipt.delegation.congress
    drawn, zone = signature_of(receipt), congress.time_zone
    made = local(receipt.made_at, zone)
    said = {"day": format_day(made.date()), "hour": format_hour(receipt.made_at, zone), "city": zone_city(zone)}
    count = ngettext("%(num)d badge", "%(num)d badges", len(lines))
    who = {"receiver": receipt.receiver or _("(nom effacé)"), "count": count, "delegation": delegation.name}
    return {
        "language": language(),
        "title": _("Reçu de badges"),
        "number": receipt_number(receipt, congress.number),
        "congress": pick(congress.title),
        "delegation": f"{delegation.name}, {country_name(delegation.country)}",
        "statement": _(
            "Je soussigné(e) %(receiver)s reconnais avoir reçu %(count)s de la délégation « %(delegation)s ».", **who
        ),
        "function": receipt.function,
        "when": _("Remis le %(day)s à %(hour)s (heure de %(city)s).", **said),
        "by": _("Remis par : %(colleague)s", colleague=receipt.made_by.badge_name),
        "heads": [_("N°"), _("Nom"), _("Catégorie"), _("Émission")],
        "rows": [[str(place), *_row(line)] for place, line in enumerate(lines, start=1)],
        "duty": _(
            "Chaque badge est personnel. Un badge perdu se signale au bureau d’accueil : il n’ouvre alors plus aucune porte."
        ),
        "sign_here": _("Signature"),
        "signature": strokes_svg(drawn) if drawn else "",
        "page": _("page"),
    }


def _row(line: BadgeHandover) -> list[str]:
    badge = line.badge
    if badge.registration is None:
        zone = pick(badge.zone.label) if badge.zone else ""
        return [card_name(badge.card_number or 0), zone, str(line.issue)]
    person = badge.registration.person
    title = title_of(person.civility, person.honorific)
    return [f"{title} {person.badge_name}".strip(), pick(badge.registration.category_label), str(line.issue)]
