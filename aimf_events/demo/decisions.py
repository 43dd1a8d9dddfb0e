"""The register of decisions in the demo: what the Bureau decided in Paris, in better words, what became of it, what is to be declared."""

from datetime import timedelta

from ..assembly.sitting_models import Sitting
from ..clock import telling
from ..database import Translated, new_public_id
from ..minutes.decision_models import FollowUp
from ..minutes.decisions import follow_up, register_consensus, rewrite_decision
from ..minutes.declaration_models import Declared
from ..minutes.declarations import open_declaration
from ..minutes.register import decisions_of
from ..people.models import Person

OPINION: Translated = {
    "fr": "Le Bureau donne un avis favorable au projet de budget, qui est soumis à l’Assemblée générale.",
    "en": "The Bureau gives a favourable opinion on the draft budget, which is put before the General Assembly.",
}
GRANTS: Translated = {
    "fr": "Le Bureau accorde le soutien du fonds de coopération aux quatorze projets présentés.\n"
    "Le Secrétariat permanent signe les conventions avec les villes et rend compte de leur exécution.",
    "en": "The Bureau grants the support of the cooperation fund to the fourteen projects presented.\n"
    "The Permanent Secretariat signs the agreements with the cities and reports on their execution.",
}
MISSION: Translated = {
    "fr": "Le Bureau confie au Secrétariat permanent l’étude d’une plateforme d’échanges entre les services numériques des villes.",
    "en": "The Bureau entrusts the Permanent Secretariat with the study of an exchange platform between the cities’ digital services.",
}


def follow_decisions(sitting: Sitting, *, by: Person) -> None:
    """Write down a consensus, put the decisions in the form of resolutions, and note where each stands."""
    closed = sitting.closed_at
    assert closed is not None, "the Bureau met in Paris and rose"
    projects = sitting.items[-1]
    with telling(closed - timedelta(minutes=15)):
        title = "Étude d’une plateforme d’échanges numériques"
        register_consensus(sitting, projects, title=title, text=MISSION, form_key=new_public_id(), by=by)
    budget, grants, mission = decisions_of(sitting)
    with telling(closed + timedelta(days=1)):
        rewrite_decision(budget, title=budget.title, text=OPINION, for_members=True, by=by)
        rewrite_decision(grants, title=grants.title, text=GRANTS, for_members=True, by=by)
        note = "Inscrit à l’ordre du jour de l’Assemblée générale de Tunis."
        follow_up(budget, state=FollowUp.DONE, in_charge="Trésorerie", due_on=None, note=note, seen=0, by=by)
    day = closed.date()
    with telling(closed + timedelta(days=9)):
        note, due = "Neuf conventions sur quatorze sont signées.", day + timedelta(days=60)
        follow_up(grants, state=FollowUp.IN_PROGRESS, in_charge="Coopération", due_on=due, note=note, seen=0, by=by)
        due = day + timedelta(days=14)
        follow_up(mission, state=FollowUp.TO_START, in_charge="Mission numérique", due_on=due, note="", seen=0, by=by)


def open_declarations(sitting: Sitting, *, by: Person) -> None:
    """The Permanent Secretariat has moved, and the prefecture does not know yet."""
    closed = sitting.closed_at
    assert closed is not None, "the Bureau met in Paris and rose"
    with telling(closed + timedelta(days=2)):
        text = "Le siège de l’association passe du 9, rue des Halles au 115, rue du Bac, à Paris."
        open_declaration(Declared.SEAT, text=text, happened_on=closed.date(), by=by)
