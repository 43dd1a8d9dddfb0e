"""The text of an item: written, amended, put to the vote one amendment after the other, printed."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.agenda import item_of
from ...assembly.ballot_models import BallotKind, HandsCount
from ...assembly.convocation_letter import name_of
from ...assembly.mandates import seats_of
from ...assembly.motion_models import Motion
from ...assembly.motion_paper import motion_pdf
from ...assembly.motion_state import Reading, amendment_of, motion_of, reading_of
from ...assembly.motions import deposit_amendment, put_amendment, put_text, withdraw_amendment, write_motion
from ...assembly.rules.amendments import Act
from ...assembly.seat_names import seats_named
from ...assembly.sitting_models import AgendaItem, Sitting, SittingState
from ...assembly.sittings import sitting_in, statutes_for
from ...errors import NotFound
from ...i18n import country_name
from ...web.files import PDF, shown_file
from ...web.identity import current_person
from ...web.motion_words import STATE_KINDS, conflict_words, does_words, reading_words
from . import blueprint
from .motion_forms import AmendmentForm, MotionForm, PutForm


@blueprint.get("/sittings/<public_id>/agenda/<item_id>/text")
def show_motion(public_id: str, item_id: str) -> Any:
    """The text with its differences, the amendments in the order of their votes, and the forms."""
    sitting = sitting_in(g.congress, public_id)
    return _page(sitting, item_of(sitting, item_id))


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/text")
def write_text(public_id: str, item_id: str) -> Any:
    """Write the text, while nobody amends it."""
    sitting = sitting_in(g.congress, public_id)
    item, form = item_of(sitting, item_id), MotionForm()
    if not form.validate_on_submit():
        return _page(sitting, item, writing=form), 422
    motion = write_motion(item, form.paragraphs(), seen=form.revision(), by=current_person())
    flash(
        ngettext(
            "Le texte est enregistré\u00a0: %(num)d paragraphe.",
            "Le texte est enregistré\u00a0: %(num)d paragraphes.",
            len(motion.paragraphs),
        ),
        "ok",
    )
    return _to(item)


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/text/amendments")
def deposit(public_id: str, item_id: str) -> Any:
    """Deposit an amendment in the name of a member."""
    sitting = sitting_in(g.congress, public_id)
    item, form = item_of(sitting, item_id), AmendmentForm()
    motion = _motion(item)
    form.offer(len(motion.paragraphs))
    is_sound = form.validate_on_submit()
    found = seats_named(seats_of(sitting), form.member.data or "")
    if form.member.data and len(found) != 1 and not form.member.errors:
        form.member.errors = [
            _("Aucun membre de cette séance, ou plusieurs, ne porte ce nom. Écrivez aussi le pays, entre parenthèses.")
        ]
        is_sound = False
    if not is_sound:
        return _page(sitting, item, amending=form), 422
    amendment = deposit_amendment(
        motion,
        found[0].mandate,
        act=Act(form.act.data),
        paragraph=form.paragraph.data,
        words=form.new_words(),
        reason=form.reason.data or "",
        by=current_person(),
    )
    flash(_("L’amendement n°\u00a0%(number)d est déposé.", number=amendment.number), "ok")
    return _to(item)


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/text/amendments/<amendment_id>/withdrawal")
def take_amendment_back(public_id: str, item_id: str, amendment_id: str) -> Any:
    """Note that its author withdraws an amendment."""
    item = item_of(sitting_in(g.congress, public_id), item_id)
    amendment = withdraw_amendment(amendment_of(_motion(item), amendment_id), by=current_person())
    flash(_("L’amendement n°\u00a0%(number)d est retiré.", number=amendment.number), "ok")
    return _to(item)


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/text/amendments/<amendment_id>/vote")
def put(public_id: str, item_id: str, amendment_id: str) -> Any:
    """Prepare the vote on the next amendment."""
    item, form = item_of(sitting_in(g.congress, public_id), item_id), PutForm()
    if not form.validate_on_submit():
        raise NotFound
    amendment = amendment_of(_motion(item), amendment_id)
    ballot = put_amendment(amendment, **_way(form), by=current_person())
    flash(_("Le vote sur l’amendement n°\u00a0%(number)d est préparé.", number=amendment.number), "ok")
    return _to_ballot(item, ballot.public_id)


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/text/vote")
def put_whole(public_id: str, item_id: str) -> Any:
    """Prepare the vote on the whole, as amended."""
    item, form = item_of(sitting_in(g.congress, public_id), item_id), PutForm()
    if not form.validate_on_submit():
        raise NotFound
    ballot = put_text(_motion(item), **_way(form), by=current_person())
    flash(_("Le vote sur l’ensemble du texte est préparé."), "ok")
    return _to_ballot(item, ballot.public_id)


@blueprint.get("/sittings/<public_id>/agenda/<item_id>/text.pdf")
def print_motion(public_id: str, item_id: str) -> Any:
    """The text as it stands, to print."""
    item = item_of(sitting_in(g.congress, public_id), item_id)
    return shown_file(motion_pdf(item, reading_of(_motion(item))), PDF, f"{item.title}.pdf")


def _page(
    sitting: Sitting, item: AgendaItem, *, writing: MotionForm | None = None, amending: AmendmentForm | None = None
) -> str:
    motion = motion_of(item)
    reading = reading_of(motion) if motion else None
    may_write = sitting.state is not SittingState.CLOSED
    return render_template(
        "assembly/motion.html",
        title=_("Texte et amendements"),
        kicker=item.title,
        sitting=sitting,
        item=item,
        reading=reading,
        sentence=reading_words(reading),
        crumbs=[
            (name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
            (_("Ordre du jour"), url_for("assembly.show_agenda", public_id=sitting.public_id)),
            (item.title, url_for("assembly.show_item", public_id=sitting.public_id, item_id=item.public_id)),
        ],
        may_write=may_write and (reading is None or (not reading.lines and reading.ballot is None)),
        may_amend=may_write and reading is not None and reading.ballot is None,
        may_put=may_write and statutes_for(sitting) is not None,
        writing=writing or _writing(motion),
        amending=amending or _amending(motion),
        putting=PutForm(formdata=None),
        wrong=writing or amending,
        names=[f"{each.member.name} ({country_name(each.member.country)})" for each in seats_of(sitting)],
        state_kinds=STATE_KINDS,
        does=does_words,
        conflict=conflict_words,
    )


def _writing(motion: Motion | None) -> MotionForm:
    text, seen = ("\n\n".join(motion.paragraphs), motion.revision) if motion else ("", 0)
    return MotionForm(formdata=None, text=text, seen=str(seen))


def _amending(motion: Motion | None) -> AmendmentForm:
    form = AmendmentForm(formdata=None)
    form.offer(len(motion.paragraphs) if motion else 0)
    return form


def _motion(item: AgendaItem) -> Motion:
    motion = motion_of(item)
    if motion is None:
        raise NotFound
    return motion


def _way(form: PutForm) -> dict[str, Any]:
    if form.way.data == "open":
        return {"kind": BallotKind.OPEN}
    return {"kind": BallotKind.HANDS, "counted_by": HandsCount(form.way.data)}


def _to(item: AgendaItem) -> Any:
    return redirect(url_for("assembly.show_motion", public_id=item.sitting.public_id, item_id=item.public_id))


def _to_ballot(item: AgendaItem, ballot_id: str) -> Any:
    """To the ballot, or back to the chair's page where the gesture was made."""
    if request.form.get("back") == "chair":
        return redirect(url_for("assembly.show_chair", public_id=item.sitting.public_id))
    return redirect(url_for("assembly.show_ballot", public_id=item.sitting.public_id, ballot_id=ballot_id))


def put_next(reading: Reading | None) -> dict[str, Any] | None:
    """Return what the chair's page offers to put to the vote: the next amendment, or the whole; None where nothing waits."""
    if reading is None:
        return None
    if reading.next is not None:
        amendment = reading.next.amendment
        return {"amendment": amendment, "does": does_words(amendment)}
    return {"amendment": None} if reading.ballot is None and not reading.waiting else None
