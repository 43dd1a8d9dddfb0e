"""« À relire »: letters that wait for a named person, who releases, corrects, withdraws or delivers them another way."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...accounts.models import Role
from ...congress.models import CongressRole
from ...errors import NotFound
from ...mail import holding, rendering
from ...mail.models import MessageState, OutgoingMessage
from ...people.people import persons_by_id
from ...registration.deliveries import Delivery, deliver_draft
from ...web.forms import refused_on
from ...web.guards import allows
from ...web.identity import current_roles, signed_in_person
from ...web.letter_frame import html_frame
from . import blueprint
from .drafts_forms import CorrectionForm, DeliveryForm, WithdrawalForm
from .words import tabs

RELEASERS = frozenset({Role.SECRETARIAT, CongressRole.PROTOCOL})


@blueprint.get("/drafts")
@allows(RELEASERS)
def list_drafts() -> Any:
    """The drafts that wait: all for the Secretariat, one's own for whoever is named."""
    mine = request.args.get("mine") == "1" or not _sees_all()
    drafts = holding.drafts(g.congress.id, held_for=signed_in_person().id if mine else None)
    names = {letter.fact: rendering.name_of(letter.fact) for letter in drafts}
    return render_template(
        "letters/drafts.html",
        title=_("Lettres à relire"),
        tabs=tabs("letters.list_drafts"),
        sentence=_sentence(len(drafts), mine=mine),
        drafts=drafts,
        names=names,
        releasers=persons_by_id({letter.held_for_id for letter in drafts if letter.held_for_id}),
        mine=mine,
        sees_all=_sees_all(),
        held_to=g.congress.letters_held_to_rank,
    )


@blueprint.get("/drafts/<public_id>")
@allows(RELEASERS)
def show_draft(public_id: str) -> Any:
    """One draft as it would be read, and what can be done with it."""
    letter = _draft(public_id)
    if letter.state is not MessageState.HELD:
        return redirect(_after(letter))
    return _draft_page(letter, WithdrawalForm(formdata=None), DeliveryForm(formdata=None))


@blueprint.get("/drafts/<public_id>/html")
@allows(RELEASERS)
def draft_html(public_id: str) -> Any:
    """The draft with its layout, for the frame of its page."""
    return html_frame(rendering.as_it_would_leave(_draft(public_id))[2])


@blueprint.get("/drafts/<public_id>/words")
@allows(RELEASERS)
def edit_draft(public_id: str) -> Any:
    """The words of this one letter."""
    letter = _draft(public_id)
    subject, body = holding.words_to_correct(letter)
    return _words_page(letter, CorrectionForm(subject=subject, body=body))


@blueprint.post("/drafts/<public_id>/words")
@allows(RELEASERS)
def correct_draft(public_id: str) -> Any:
    """Correct the words of this one letter."""
    letter, form = _draft(public_id), CorrectionForm()
    if not form.validate_on_submit():
        return _words_page(letter, form), 422
    holding.correct_draft(letter, subject=form.subject.data or "", body=form.body.data or "", by=signed_in_person())
    flash(_("La lettre est corrigée ; elle attend toujours que vous l’envoyiez."), "ok")
    return redirect(url_for("letters.show_draft", public_id=public_id))


@blueprint.post("/drafts/<public_id>/release")
@allows(RELEASERS)
def release_draft(public_id: str) -> Any:
    """Let it leave."""
    letter = _draft(public_id)
    holding.release_draft(letter, by=signed_in_person())
    flash(_("La lettre à %(name)s part maintenant.", name=letter.recipient_name or letter.recipient), "ok")
    return redirect(url_for("letters.list_drafts"))


@blueprint.post("/drafts/<public_id>/withdrawal")
@allows(RELEASERS)
def withdraw_draft(public_id: str) -> Any:
    """It will not leave; the reason stays."""
    letter, form = _draft(public_id), WithdrawalForm()
    if not form.validate_on_submit():
        return _draft_page(letter, form, DeliveryForm(formdata=None)), 422
    holding.withdraw_draft(letter, reason=form.reason.data or "", by=signed_in_person())
    flash(_("La lettre est retirée : elle ne partira pas."), "ok")
    return redirect(url_for("letters.list_drafts"))


@blueprint.post("/drafts/<public_id>/delivery")
@allows(RELEASERS)
def deliver_otherwise(public_id: str) -> Any:
    """It reached its reader another way."""
    letter, form = _draft(public_id), DeliveryForm()
    if form.validate_on_submit():
        delivery = form.delivery()
        done = refused_on(form.delivered_on, lambda: _delivered(letter, delivery))
        if done:
            flash(
                _("C’est noté : la lettre a été remise autrement, elle ne partira pas par courrier électronique."), "ok"
            )
            return redirect(url_for("letters.list_drafts"))
    return _draft_page(letter, WithdrawalForm(formdata=None), form), 422


def _delivered(letter: OutgoingMessage, delivery: Delivery) -> bool:
    deliver_draft(letter, delivery, by=signed_in_person())
    return True


def _sees_all() -> bool:
    return bool({Role.SECRETARIAT, Role.AUDITOR} & current_roles())


def _draft(public_id: str) -> OutgoingMessage:
    return holding.draft(g.congress.id, public_id, held_for=None if _sees_all() else signed_in_person().id)


def _after(letter: OutgoingMessage) -> str:
    if not _sees_all():
        raise NotFound
    return url_for("letters.letter", public_id=letter.public_id)


def _draft_page(letter: OutgoingMessage, withdrawal: WithdrawalForm, delivery: DeliveryForm) -> str:
    subject, text, _html = rendering.as_it_would_leave(letter)
    return render_template(
        "letters/draft.html",
        title=_("Lettre à %(name)s", name=letter.recipient_name or letter.recipient),
        name=rendering.name_of(letter.fact),
        letter=letter,
        subject=subject,
        text=text,
        withdrawal=withdrawal,
        delivery=delivery,
        releaser=persons_by_id([letter.held_for_id]).get(letter.held_for_id) if letter.held_for_id else None,
    )


def _words_page(letter: OutgoingMessage, form: CorrectionForm) -> str:
    return render_template(
        "letters/draft_words.html",
        title=_("Corriger la lettre à %(name)s", name=letter.recipient_name or letter.recipient),
        letter=letter,
        form=form,
    )


def _sentence(count: int, *, mine: bool) -> str:
    if mine:
        return ngettext("%(num)d lettre vous attend.", "%(num)d lettres vous attendent.", count)
    return ngettext("%(num)d lettre attend une relecture.", "%(num)d lettres attendent une relecture.", count)
