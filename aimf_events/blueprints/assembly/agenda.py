"""The agenda of a sitting: its items, their papers, and what members ask to add."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.agenda import (
    add_document,
    add_item,
    answer_request,
    change_item,
    document_of,
    is_convened,
    item_of,
    last_days,
    move_item,
    record_request,
    remove_item,
    request_of,
    requests_of,
)
from ...assembly.convocation_letter import name_of
from ...assembly.mandates import seats_of
from ...assembly.motion_state import motion_of
from ...assembly.recusals import asks_recusal, recusals_of
from ...assembly.sitting_models import AgendaItem, ItemKind, ItemRequest, RequestState, Sitting, SittingState
from ...assembly.sittings import sitting_in, statutes_for
from ...assembly.voices import named, voting_members
from ...members.members import member_by_public_id
from ...web.files import shown_file
from ...web.forms import refused_on
from ...web.identity import current_person
from . import blueprint
from .sittings_forms import AnswerForm, ItemForm, PaperForm, RecusalForm, RequestForm


@blueprint.get("/sittings/<public_id>/agenda")
def show_agenda(public_id: str) -> Any:
    """The agenda with its papers, and the form of a new item."""
    return _agenda_page(sitting_in(g.congress, public_id))


@blueprint.post("/sittings/<public_id>/agenda")
def add(public_id: str) -> Any:
    """Add an item at the end."""
    sitting, form = sitting_in(g.congress, public_id), ItemForm()
    if not form.validate_on_submit():
        return _agenda_page(sitting, form), 422
    add_item(
        sitting,
        kind=ItemKind(form.kind.data),
        title=form.title.data,
        text=form.text.data or "",
        minutes=form.minutes.data,
        by=current_person(),
    )
    flash(_("Le point est ajouté à la fin."), "ok")
    return _to(sitting)


@blueprint.get("/sittings/<public_id>/agenda/<item_id>")
def show_item(public_id: str, item_id: str) -> Any:
    """One item: its words and its papers."""
    sitting = sitting_in(g.congress, public_id)
    return _item_page(sitting, item_of(sitting, item_id))


@blueprint.post("/sittings/<public_id>/agenda/<item_id>")
def write_item(public_id: str, item_id: str) -> Any:
    """Correct an item."""
    sitting = sitting_in(g.congress, public_id)
    item, form = item_of(sitting, item_id), ItemForm()
    if not form.validate_on_submit():
        return _item_page(sitting, item, form), 422
    written = refused_on(
        form.title,
        lambda: change_item(
            item,
            kind=ItemKind(form.kind.data),
            title=form.title.data,
            text=form.text.data or "",
            minutes=form.minutes.data,
            by=current_person(),
        ),
    )
    if written is None:
        return _item_page(sitting, item, form), 422
    flash(_("Le point est enregistré."), "ok")
    return _to(sitting)


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/up", defaults={"way": "up"})
@blueprint.post("/sittings/<public_id>/agenda/<item_id>/down", defaults={"way": "down"})
def shift_item(public_id: str, item_id: str, way: str) -> Any:
    """Move an item up or down."""
    sitting = sitting_in(g.congress, public_id)
    move_item(item_of(sitting, item_id), up=way == "up", by=current_person())
    return _to(sitting)


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/removal")
def drop_item(public_id: str, item_id: str) -> Any:
    """Take an item off."""
    sitting = sitting_in(g.congress, public_id)
    remove_item(item_of(sitting, item_id), by=current_person())
    flash(_("Le point est retiré."), "ok")
    return _to(sitting)


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/documents")
def attach_paper(public_id: str, item_id: str) -> Any:
    """Add a paper, or the next version of one."""
    sitting = sitting_in(g.congress, public_id)
    item, form = item_of(sitting, item_id), PaperForm()
    if not form.validate_on_submit() or form.prepared is None:
        return _item_page(sitting, item, paper=form), 422
    paper = add_document(item, form.prepared, name=form.name.data, by=current_person())
    flash(_("« %(name)s » est enregistré, version %(version)d.", name=paper.name, version=paper.version), "ok")
    return redirect(url_for("assembly.show_item", public_id=public_id, item_id=item_id))


@blueprint.get("/sittings/<public_id>/documents/<document_id>")
def read_paper(public_id: str, document_id: str) -> Any:
    """A paper, any version."""
    paper = document_of(sitting_in(g.congress, public_id), document_id)
    return shown_file(paper.content, paper.media_type, paper.name)


@blueprint.post("/sittings/<public_id>/requests")
def ask_item(public_id: str) -> Any:
    """Record what a member asks."""
    sitting, form = sitting_in(g.congress, public_id), RequestForm(prefix="asked")
    is_sound = form.validate_on_submit()
    found, unknown = named(voting_members(), form.member.data or "")
    if form.member.data and (unknown or len(found) != 1):
        form.member.errors = [_("Aucun membre votant, ou plusieurs, ne s’appelle ainsi.")]
        is_sound = False
    if not is_sound:
        return _agenda_page(sitting, asked=form), 422
    member = member_by_public_id(found[0].public_id)
    record_request(sitting, member, title=form.title.data, received_on=form.received_on.data, by=current_person())
    flash(_("La demande est enregistrée. Répondez-y sur cette page."), "ok")
    return _to(sitting)


@blueprint.get("/sittings/<public_id>/requests/<request_id>")
def show_request(public_id: str, request_id: str) -> Any:
    """What a member asks, and the form of the answer."""
    sitting = sitting_in(g.congress, public_id)
    return _request_page(sitting, request_of(sitting, request_id), AnswerForm(formdata=None))


@blueprint.post("/sittings/<public_id>/requests/<request_id>")
def answer(public_id: str, request_id: str) -> Any:
    """Accept or refuse what a member asks."""
    sitting = sitting_in(g.congress, public_id)
    request, form = request_of(sitting, request_id), AnswerForm()
    if not form.validate_on_submit():
        return _request_page(sitting, request, form), 422
    answer_request(
        request, sitting, accepts=form.answer.data == "yes", reason=form.reason.data or "", by=current_person()
    )
    flash(_("La réponse est enregistrée."), "ok")
    return _to(sitting)


def _agenda_page(sitting: Sitting, form: ItemForm | None = None, asked: RequestForm | None = None) -> str:
    return render_template(
        "assembly/agenda.html",
        title=_("Ordre du jour"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
        items=[(number, item, _added_late(item)) for number, item in enumerate(sitting.items, start=1)],
        form=form or ItemForm(formdata=None),
        asked=asked or RequestForm(formdata=None, prefix="asked"),
        wrong=form or asked,
        requests=requests_of(sitting),
        days=last_days(sitting) if statutes_for(sitting) else None,
        is_over=sitting.state is SittingState.CLOSED,
        takes_requests=sitting.state in (SittingState.DRAFT, SittingState.CONVENED),
    )


def _request_page(sitting: Sitting, request: ItemRequest, form: AnswerForm) -> str:
    return render_template(
        "assembly/request.html",
        title=request.title,
        sitting=sitting,
        request=request,
        form=form,
        crumbs=[
            (name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
            (_("Ordre du jour"), url_for("assembly.show_agenda", public_id=sitting.public_id)),
        ],
        waits=request.state is RequestState.WAITING,
    )


def _item_page(sitting: Sitting, item: AgendaItem, form: ItemForm | None = None, paper: PaperForm | None = None) -> str:
    given = {"kind": item.kind.value, "title": item.title, "text": item.text, "minutes": item.minutes}
    newest: dict[str, int] = {}
    for each in item.documents:
        newest.setdefault(each.name, each.version)
    recused = recusals_of(item)
    leaving = RecusalForm(formdata=None, prefix="recusal") if not sitting.is_draft and asks_recusal(sitting) else None
    if leaving is not None:
        gone = {each.mandate_id for each in recused}
        here = [seat for seat in seats_of(sitting) if seat.mandate.id not in gone]
        leaving.member.choices = [("", "")] + [(seat.mandate.public_id, seat.member.name) for seat in here]
    return render_template(
        "assembly/item.html",
        title=item.title,
        sitting=sitting,
        item=item,
        crumbs=[
            (name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
            (_("Ordre du jour"), url_for("assembly.show_agenda", public_id=sitting.public_id)),
        ],
        form=form or ItemForm(formdata=None, **given),
        paper=paper or PaperForm(formdata=None),
        newest=newest,
        has_motion=motion_of(item) is not None,
        was_sent=is_convened(item),
        is_over=sitting.state is SittingState.CLOSED,
        recused=recused,
        leaving=leaving,
    )


def _added_late(item: AgendaItem) -> bool:
    return item.sitting.convened_at is not None and not is_convened(item)


def _to(sitting: Sitting) -> Any:
    return redirect(url_for("assembly.show_agenda", public_id=sitting.public_id))
