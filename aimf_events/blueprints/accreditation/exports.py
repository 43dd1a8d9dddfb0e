"""The list of registrations as a file, with the filters of the page. Travel is for whoever arranges it."""

from functools import partial
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from ...accounts.models import Role
from ...congress.categories import categories_of
from ...congress.models import CongressRole
from ...i18n import country_name, pick
from ...registration.delegations import delegations_of
from ...registration.field_answers import answer_text
from ...registration.listing import countries_of
from ...registration.models import Field, FieldKind
from ...reporting.exports import Column
from ...reporting.lists.registrations import fields_read_by, registration_rows
from ...web.exporting import plain, said_once, send_table, worded
from ...web.guards import takes_away
from ...web.identity import current_roles
from ...web.wording import addressed
from . import blueprint
from .views import wanted_of
from .words import filter_lists

TRAVEL_READERS = frozenset({Role.SECRETARIAT, CongressRole.HOST_TEAM})


@blueprint.get("/registrations.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/registrations.csv", defaults={"kind": "csv"})
@takes_away
def export_registrations(kind: str) -> Any:
    """All that the reader may know of the registrations that the filters keep, a line per person."""
    wanted, roles = wanted_of(request.args), current_roles()
    fields = fields_read_by(g.congress, {role.value for role in roles})
    with_travel = bool(TRAVEL_READERS & roles)
    columns = [*_who(), *_request(), *(_answer(field) for field in fields), *(_travel() if with_travel else [])]
    columns += [Column(_("Prise en charge"), _support)] if Role.SECRETARIAT in roles else []
    rows = registration_rows(g.congress, wanted, fields=fields, with_travel=with_travel)
    title = _("Inscriptions")
    return send_table(rows, columns, kind=kind, table="registrations", title=title, narrowed=_narrowed(wanted))


def _narrowed(wanted: Any) -> list[tuple[str, str]]:
    """The filters in words."""
    lists = filter_lists(
        wanted, g.congress, categories_of(g.congress), delegations_of(g.congress), countries_of(g.congress)
    )
    chosen = [(each["label"], str(dict(each["options"]).get(each["value"], ""))) for each in lists if each["value"]]
    return [(_("Recherche"), wanted.q), *chosen]


def _who() -> list[Column]:
    return [
        Column(_("Nom"), addressed),
        worded(_("Civilité"), "civility"),
        plain(_("Titre de protocole"), "honorific"),
        plain(_("Prénom"), "given_name"),
        plain(_("Nom de famille"), "family_name"),
        plain(_("Nom sur le badge"), "badge_name"),
        plain(_("Nom dans son écriture d’origine"), "original_name"),
        plain(_("Fonction"), "function"),
        plain(_("Délégation"), "delegation"),
        worded(_("Pays"), "country", country_name),
        worded(_("Catégorie de membre"), "member_category"),
        plain(_("Code du membre"), "member_code"),
    ]


def _request() -> list[Column]:
    return [
        plain(_("Lettre du badge"), "letter"),
        worded(_("Catégorie"), "category", pick),
        worded(_("Aux séances statutaires"), "capacity"),
        worded(_("Participation"), "mode"),
        worded(_("État"), "state"),
        plain(_("Demande tardive"), "is_late"),
        plain(_("Adresse électronique"), "email"),
        plain(_("Téléphone"), "telephone"),
        plain(_("Langue"), "language"),
        Column(_("Photo"), lambda row: row.photo is not None),
        plain(_("Accord pour la liste"), "consents_to_list"),
        plain(_("Accord pour l’image"), "consents_to_image"),
        plain(_("Ordre dans la délégation"), "protocol_order"),
        plain(_("Envoyée le"), "submitted_at"),
        plain(_("Modifiée le"), "changed_at"),
        plain(_("Sur liste d’attente depuis"), "waiting_since"),
        plain(_("Réponse donnée d’après"), "source"),
    ]


def _answer(field: Field) -> Column:
    """What each person answered to one question; a text as it was written."""
    ident = str(field.id)

    def value(row: Any) -> Any:
        return ((row.answers or {}).get(ident) or {}).get("is")

    is_free = field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)
    return Column(pick(field.label), value if is_free else said_once(value, partial(answer_text, field)))


def _travel() -> list[Column]:
    ways = (("arrival", _("Arrivée : %(what)s")), ("departure", _("Départ : %(what)s")))
    parts = (("day", _("jour")), ("hour", _("heure")), ("number", _("numéro")), ("place", _("lieu")))
    journeys = [plain(way % {"what": what}, f"{side}_{name}") for side, way in ways for name, what in parts]
    return [
        *journeys,
        plain(_("Hôtel"), "hotel"),
        plain(_("Première nuit"), "hotel_from"),
        plain(_("Départ de l’hôtel"), "hotel_to"),
    ]


def _support(row: Any) -> str:
    """What was granted to a person: ticket, nights, ceiling."""
    parts = [_("billet")] if row.pays_ticket else []
    if row.nights:
        parts.append(ngettext("%(num)d nuit", "%(num)d nuits", row.nights))
    if row.ceiling:
        parts.append(_("jusqu’à %(amount)s %(currency)s", amount=row.ceiling, currency=row.currency))
    return ", ".join(parts)
