"""The register of decisions: the list across years, one decision with its follow-up, its words, its extracts, and a consensus noted."""

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.agenda import item_of
from ...assembly.convocation_letter import name_of
from ...assembly.mandates import seats_of
from ...assembly.models import Body
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...i18n import DEFAULT_LANGUAGE, format_moment, pick
from ...minutes.ballot_lines import count_line, result_line, rule_line
from ...minutes.decision_models import RegisteredDecision
from ...minutes.decisions import HELD, follow_up, register_consensus, rewrite_decision
from ...minutes.extracts import extract_pdf
from ...minutes.register import Wanted, counts, decision_by_public_id, decisions_for, steps_of, years
from ...reporting.exports import Column
from ...web.asking import asked, asked_page, kept
from ...web.decision_words import FOLLOW_KINDS, follow_words, sitting_words, state_choices, way_words
from ...web.exporting import export_addresses, send_table
from ...web.files import PDF, shown_file
from ...web.guards import takes_away
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .decision_forms import ConsensusForm, FollowForm, RewriteForm

PAGE = 50


@blueprint.get("/decisions")
def list_decisions() -> Any:
    """Every decision of the two bodies, across years."""
    page = asked_page()
    found, count = decisions_for(_wanted(), page=page, size=PAGE)
    choices = kept("q", "body", "year", "state")
    return render_template(
        "assembly/decisions.html",
        title=_("Registre des décisions"),
        sentence=_sentence(),
        lines=[(each, sitting_words(each), way_words(each), follow_words(each)) for each in found],
        any_decision=counts().all,
        chosen={name: asked(name) for name in ("q", "body", "year", "state")},
        bodies=[("", _("les deux")), *((body.value, str(words_for(body))) for body in Body)],
        years=[("", _("toutes")), *((str(year), str(year)) for year in years())],
        states=state_choices(),
        result=ngettext("%(num)d décision", "%(num)d décisions", count),
        page=page,
        pages=max(1, -(-count // PAGE)),
        page_url=lambda number: url_for("assembly.list_decisions", **{**choices, "page": number}),
        exports=export_addresses("assembly.export_decisions", **choices),
    )


@blueprint.get("/decisions.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/decisions.csv", defaults={"kind": "csv"})
@takes_away
def export_decisions(kind: str) -> Any:
    """The decisions that the choices keep."""
    columns = [
        Column(_("Numéro"), lambda each: each.reference),
        Column(_("Séance statutaire"), sitting_words),
        Column(_("Intitulé"), lambda each: each.title),
        Column(_("Texte"), lambda each: pick(each.text)),
        Column(_("Prise"), way_words),
        Column(_("Suite donnée"), lambda each: follow_words(each)[1]),
        Column(_("Qui en est chargé"), lambda each: each.in_charge or None),
        Column(_("À faire avant le"), lambda each: each.due_on),
        Column(_("Lue par les membres"), lambda each: _("oui") if each.for_members else _("non")),
    ]
    found, _count = decisions_for(_wanted())
    narrowed = [(_("Recherche"), asked("q")), (_("Année"), asked("year")), (_("Suite donnée"), asked("state"))]
    return send_table(
        found, columns, kind=kind, table="decisions", title=_("Registre des décisions"), narrowed=narrowed
    )


@blueprint.get("/decisions/<public_id>")
def show_decision(public_id: str) -> Any:
    """One decision: its words, its vote, what became of it."""
    return _page(decision_by_public_id(public_id))


@blueprint.post("/decisions/<public_id>")
def follow(public_id: str) -> Any:
    """Note what becomes of a decision."""
    decision, form = decision_by_public_id(public_id), FollowForm()
    if not form.validate_on_submit():
        return _page(decision, form), 422
    follow_up(decision, **form.answers(), by=current_person())
    flash(_("La suite de la décision %(reference)s est notée.", reference=decision.reference), "ok")
    return _to(decision)


@blueprint.get("/decisions/<public_id>/words")
def edit_decision(public_id: str) -> Any:
    """The words of a decision."""
    decision = decision_by_public_id(public_id)
    given = {"title": decision.title, "text_fr": decision.text.get("fr", ""), "text_en": decision.text.get("en", "")}
    return _words_page(decision, RewriteForm(formdata=None, **given, for_members=decision.for_members))


@blueprint.post("/decisions/<public_id>/words")
def rewrite(public_id: str) -> Any:
    """Put a decision in better words."""
    decision, form = decision_by_public_id(public_id), RewriteForm()
    if not form.validate_on_submit():
        return _words_page(decision, form), 422
    rewrite_decision(
        decision, title=form.title.data or "", text=form.text(), for_members=form.for_members.data, by=current_person()
    )
    flash(_("La décision %(reference)s est réécrite.", reference=decision.reference), "ok")
    return _to(decision)


@blueprint.get("/decisions/<public_id>/extract.pdf")
def print_extract(public_id: str) -> Any:
    """The extract of a decision, in French; with `language=en`, the translation given for courtesy."""
    decision = decision_by_public_id(public_id)
    language = "en" if asked("language") == "en" else DEFAULT_LANGUAGE
    return shown_file(extract_pdf(decision, language=language), PDF, f"{decision.reference}.pdf")


@blueprint.get("/decisions/<public_id>/extracts.pdf")
def print_extracts(public_id: str) -> Any:
    """A page for the council of each member called to the sitting."""
    decision = decision_by_public_id(public_id)
    councils = sorted((seat.member for seat in seats_of(decision.sitting)), key=lambda member: member.sort_key)
    if not councils:
        raise NotFound
    made = extract_pdf(decision, [member.name for member in councils])
    return shown_file(made, PDF, f"{decision.reference} {_('conseils')}.pdf")


@blueprint.get("/sittings/<public_id>/decisions/new")
def new_decision(public_id: str) -> Any:
    """The form of a decision by consensus."""
    sitting = _held(public_id)
    form = ConsensusForm(formdata=None, form_key=secrets.token_urlsafe(16))
    return _consensus_page(sitting, form)


@blueprint.post("/sittings/<public_id>/decisions/new")
def note_consensus(public_id: str) -> Any:
    """Number a decision that was taken by consensus."""
    sitting, form = _held(public_id), ConsensusForm()
    form.offer(_item_choices(sitting))
    if not form.validate_on_submit():
        return _consensus_page(sitting, form), 422
    decision = register_consensus(
        sitting,
        item_of(sitting, form.item.data),
        title=form.title.data or "",
        text=form.text(),
        form_key=form.form_key.data or "",
        by=current_person(),
    )
    flash(_("La décision porte le numéro %(reference)s.", reference=decision.reference), "ok")
    return _to(decision)


def _wanted() -> Wanted:
    body, year = asked("body"), asked("year")
    return Wanted(
        words=asked("q"),
        body=Body(body) if body in set(Body) else None,
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        state=asked("state"),
    )


def _sentence() -> str:
    found = counts()
    said = ngettext("%(num)d décision.", "%(num)d décisions.", found.all)
    if found.under_way:
        said += " " + ngettext("%(num)d est à suivre.", "%(num)d sont à suivre.", found.under_way)
    if found.late:
        said += " " + ngettext("%(num)d est en retard.", "%(num)d sont en retard.", found.late)
    return said


def _page(decision: RegisteredDecision, form: FollowForm | None = None) -> str:
    steps, ballot = steps_of(decision), decision.ballot
    given = {"state": decision.state.value, "in_charge": decision.in_charge, "due_on": decision.due_on}
    zone = g.congress.time_zone
    return render_template(
        "assembly/decision.html",
        title=_("Décision %(reference)s", reference=decision.reference),
        decision=decision,
        sitting_url=_sitting_url(decision.sitting),
        where=sitting_words(decision),
        way=way_words(decision),
        tag=follow_words(decision),
        figures=[count_line(ballot.tally), rule_line(ballot), result_line(ballot)] if ballot else [],
        form=form or FollowForm(formdata=None, **given, seen=len(steps)),
        steps=[
            {
                "title": str(words_for(step.state)),
                "when": format_moment(step.at, zone),
                "iso": step.at.isoformat(),
                "kind": FOLLOW_KINDS[step.state],
                "who": step.in_charge or None,
                "text": step.note or None,
            }
            for step in steps
        ],
    )


def _sitting_url(sitting: Sitting) -> str | None:
    """The sitting's page, where it is of this congress or between two."""
    if sitting.congress_id not in (None, g.congress.id):
        return None
    return url_for("assembly.show_sitting", public_id=sitting.public_id)


def _words_page(decision: RegisteredDecision, form: RewriteForm) -> str:
    return render_template(
        "assembly/decision_words.html",
        title=_("Réécrire la décision %(reference)s", reference=decision.reference),
        decision=decision,
        form=form,
    )


def _consensus_page(sitting: Sitting, form: ConsensusForm) -> str:
    form.offer(_item_choices(sitting))
    return render_template(
        "assembly/decision_new.html",
        title=_("Consigner une décision par consensus"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
        form=form,
    )


def _item_choices(sitting: Sitting) -> list[tuple[str, str]]:
    return [(item.public_id, f"{number}. {item.title}") for number, item in enumerate(sitting.items, start=1)]


def _held(public_id: str) -> Sitting:
    sitting = sitting_in(g.congress, public_id)
    if sitting.state not in HELD or not sitting.items:
        raise NotFound
    return sitting


def _to(decision: RegisteredDecision) -> Any:
    return redirect(url_for("assembly.show_decision", public_id=decision.public_id))
