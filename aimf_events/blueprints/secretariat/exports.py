"""Delegations, « Qui a répondu » and the mailings as files, each narrowed as its page is."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from ...congress.categories import categories_of
from ...congress.models import Category
from ...i18n import country_name, pick
from ...mail.rendering import name_of
from ...registration.models import RegistrationState
from ...reporting.exports import Column
from ...reporting.lists.delegations import answer_rows, delegation_rows
from ...reporting.lists.letters import mailing_rows
from ...web.exporting import plain, send_table, worded
from ...web.guards import takes_away
from ...web.wording import words_for
from . import blueprint, words
from .views import asked_board, asked_search


@blueprint.get("/delegations.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/delegations.csv", defaults={"kind": "csv"})
@takes_away
def export_delegations(kind: str) -> Any:
    """The delegations that the filters keep, with their places, their people and their correspondents."""
    search = asked_search()
    columns = [
        plain(_("Délégation"), "name"),
        worded(_("Pays"), "country", country_name),
        Column(_("Catégorie"), lambda row: words_for(row.category) if row.category else _("du Secrétariat")),
        plain(_("Code"), "code"),
        worded(_("Cotisation"), "standing"),
        worded(_("État"), "state"),
        plain(_("Langue"), "language"),
        plain(_("Invitée le"), "invited_at"),
        plain(_("Lien ouvert le"), "opened_at"),
        plain(_("Réponse le"), "answered_at"),
        plain(_("Chef de délégation"), "heads"),
        plain(_("Son adresse électronique"), "head_emails"),
        plain(_("Correspondants"), "focal_points"),
        plain(_("Leurs adresses électroniques"), "focal_emails"),
        *(_places(category) for category in categories_of(g.congress)),
        *(_people(state) for state in RegistrationState),
        plain(_("Noms, dans l’ordre de protocole"), "names"),
    ]
    narrowed = [
        (_("Recherche"), search.text),
        (_("Pays"), country_name(search.country) if search.country else ""),
        (_("Catégorie"), _chosen(words.board_choices(), search.category)),
        (_("État"), _chosen(words.state_choices(), search.state)),
    ]
    rows = delegation_rows(g.congress, search)
    return send_table(rows, columns, kind=kind, table="delegations", title=_("Délégations"), narrowed=narrowed)


@blueprint.get("/delegations/answers.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/delegations/answers.csv", defaults={"kind": "csv"})
@takes_away
def export_answers(kind: str) -> Any:
    """« Qui a répondu », a line per country and category of member."""
    narrowed = asked_board()
    columns = [
        worded(_("Pays"), "country", country_name),
        worded(_("Catégorie"), "category"),
        plain(_("Délégations"), "delegations"),
        plain(_("Ont répondu"), "answered"),
        plain(_("Ne viennent pas"), "declined"),
        plain(_("À inviter"), "to_invite"),
        plain(_("Personnes sur place"), "in_person"),
        plain(_("Personnes à distance"), "online"),
        plain(_("Pas encore décidé"), "undecided"),
        plain(_("Personnes accréditées"), "approved"),
        plain(_("Femmes"), "women"),
        plain(_("Hommes"), "men"),
        plain(_("Civilité non dite"), "civility_unknown"),
    ]
    said = [
        (_("Pays"), country_name(narrowed.country) if narrowed.country else ""),
        (_("Catégorie"), _chosen(words.category_choices(), narrowed.category)),
    ]
    rows = answer_rows(g.congress, narrowed)
    return send_table(rows, columns, kind=kind, table="answers", title=_("Qui a répondu"), narrowed=said)


@blueprint.get("/mailings.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/mailings.csv", defaults={"kind": "csv"})
@takes_away
def export_mailings(kind: str) -> Any:
    """The mailings of the congress, the latest first."""
    columns = [
        worded(_("Lettre"), "fact", name_of),
        Column(_("Relance"), lambda row: row.round or None),
        plain(_("Commencé le"), "started_at"),
        plain(_("Terminé le"), "finished_at"),
        plain(_("Délégations"), "delegations"),
        plain(_("Personnes"), "registrations"),
        plain(_("Déjà traitées"), "done"),
        plain(_("Envoyé par"), "by"),
    ]
    return send_table(mailing_rows(g.congress), columns, kind=kind, table="mailings", title=_("Envois"))


def _places(category: Category) -> Column:
    label = _("Places : %(category)s", category=pick(category.label))
    return Column(label, lambda row: (row.places or {}).get(str(category.id)))


def _people(state: RegistrationState) -> Column:
    label = _("Personnes : %(state)s", state=words_for(state))
    return Column(label, lambda row: (row.people or {}).get(state.value) or None)


def _chosen(choices: list[tuple[str, Any]], value: str) -> str:
    """The words of a choice; nothing where it is none of the list, for then it narrows nothing."""
    return str(dict(choices).get(value, "")) if value else ""
