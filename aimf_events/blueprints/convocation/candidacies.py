"""Elections on the page of a convocation: who stands, the member's own candidacy, what it sponsors, and what was proclaimed.

By the link of the member's convocation alone: nobody is signed in, and the journal names nobody (`by` None). What was said for the
prefecture is not shown again here: the link lies in a mailbox that several people read.
"""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.candidacies import (
    confirm_sponsor,
    declare_candidacy,
    obstacles_to,
    sponsors_needed,
    withdraw_by_link,
)
from ...assembly.candidacy_register import candidacies_of, candidacy_of, document_of, sponsored_by, standing_of
from ...assembly.convocation_letter import name_of, when_of
from ...assembly.election_models import Candidacy, CandidacyState, Election
from ...assembly.election_round_models import RoundState
from ...assembly.elections import election_of, elections_of, is_called, rounds_of
from ...assembly.mandates import Holder, holders_of
from ...assembly.sitting_models import Convocation, SittingState
from ...assembly.sittings import profile_of
from ...assembly.voices import voting_members
from ...errors import NotFound
from ...i18n import pick
from ...members.members import member_by_public_id
from ...web.election_forms import StandingForm
from ...web.election_words import (
    CANDIDACY_KINDS,
    outcome_rows,
    papers_words,
    result_words,
    rule_of_round,
    seats_words,
    tie_words,
)
from ...web.files import shown_file
from ...web.forms import BaseForm
from ...web.wording import addressed
from . import blueprint
from .reading import convocation_of

BASE = "/<token>/elections/<election_id>"


class ActForm(BaseForm):
    """A button."""


@blueprint.get(BASE)
def show_election(token: str, election_id: str) -> Any:
    """One election: until when one may stand, the member's own candidacy, the list, the rounds that were proclaimed."""
    convocation, election = _election(token, election_id)
    member, sitting = convocation.member, convocation.sitting
    candidacies, rounds = candidacies_of(election), rounds_of(election)
    mine = [each for each in candidacies if each.member_id == member.id]
    own = mine[-1] if mine else None
    waits = own is not None and own.state is CandidacyState.RECEIVED
    wrong = obstacles_to([own], sitting)[own.id] if own is not None and waits else []
    holder = holders_of([member.id], sitting.congress)[member.id]
    return render_template(
        "convocation/election.html",
        title=pick(election.title),
        kicker=f"{name_of(sitting)}, {when_of(sitting)}",
        token=token,
        election=election,
        member=member,
        seats=seats_words(election),
        own=own,
        own_kind=CANDIDACY_KINDS[own.state] if own else None,
        obstacles=wrong,
        needed=sponsors_needed(profile_of(sitting)),
        holder=addressed(holder.executive) if holder.executive else "",
        may_stand=_may_stand(election, convocation, holder) and (own is None or not own.stands or waits),
        may_withdraw=own is not None
        and own.stands
        and sitting.state is not SittingState.CLOSED
        and is_called(election),
        to_confirm=[each for each in sponsored_by(member, election) if each[1].confirmed_at is None],
        listed=[each for each in candidacies if each.is_admitted] if election.published_at else None,
        rounds=[
            (each, result_words(each), outcome_rows(each), papers_words(each), _rules(each))
            for each in reversed(rounds)
            if each.state is RoundState.PROCLAIMED
        ],
        form=ActForm(formdata=None),
    )


@blueprint.get(BASE + "/candidacy")
def ask_candidacy(token: str, election_id: str) -> Any:
    """The form of the member's candidacy, or of its correction."""
    convocation, election = _election(token, election_id)
    known = standing_of(election, convocation.member)
    form = StandingForm(formdata=None, **_said(known))
    form.ask_particulars()
    return _form_page(token, convocation, election, form)


@blueprint.post(BASE + "/candidacy")
def stand(token: str, election_id: str) -> Any:
    """Stand, or correct what was said."""
    convocation, election = _election(token, election_id)
    form = StandingForm()
    form.offer(voting_members())
    form.ask_particulars()
    if not form.validate_on_submit():
        return _form_page(token, convocation, election, form), 422
    said = form.said([member_by_public_id(each.public_id) for each in form.found])
    declare_candidacy(election, convocation.member, said, by=None)
    flash(_("Votre candidature est reçue. Cette page dira si elle est recevable."), "ok")
    return _to(token, election)


@blueprint.get(BASE + "/withdrawal")
def ask_withdrawal(token: str, election_id: str) -> Any:
    """Ask before the member's candidacy is withdrawn."""
    convocation, election = _election(token, election_id)
    if standing_of(election, convocation.member) is None or not is_called(election):
        return _to(token, election)
    return render_template(
        "convocation/withdrawal.html",
        title=_("Retirer votre candidature"),
        token=token,
        election=election,
        name=pick(election.title),
        again=is_called(election),
    )


@blueprint.post(BASE + "/withdrawal")
def withdraw(token: str, election_id: str) -> Any:
    """Withdraw the member's candidacy."""
    convocation, election = _election(token, election_id)
    ActForm().validate_on_submit()
    known = standing_of(election, convocation.member)
    if known is not None:
        withdraw_by_link(known)
    flash(_("Votre candidature est retirée."), "ok")
    return _to(token, election)


@blueprint.post(BASE + "/sponsoring/<candidacy_id>")
def sponsor(token: str, election_id: str, candidacy_id: str) -> Any:
    """Confirm that the member sponsors a candidacy."""
    convocation, election = _election(token, election_id)
    ActForm().validate_on_submit()
    found = next(
        (each for each in sponsored_by(convocation.member, election) if each[0].public_id == candidacy_id), None
    )
    if found is None:
        raise NotFound
    confirm_sponsor(found[1], found[0], by=None)
    flash(_("C’est noté : votre parrainage est confirmé."), "ok")
    return _to(token, election)


@blueprint.get(BASE + "/candidates/<candidacy_id>/document")
def read_candidate(token: str, election_id: str, candidacy_id: str) -> Any:
    """The paper of a candidate on the published list, or the member's own."""
    convocation, election = _election(token, election_id)
    candidacy = candidacy_of(election, candidacy_id)
    is_listed = candidacy.is_admitted and election.published_at is not None
    if not is_listed and candidacy.member_id != convocation.member_id:
        raise NotFound
    return shown_file(document_of(candidacy), candidacy.document_type, candidacy.document_name)


def election_lines(convocation: Convocation) -> list[tuple[Election, str, str]]:
    """Return the elections that the page of a convocation leads to: (election, its name, what there is to know)."""
    said = []
    for each in elections_of(convocation.sitting):
        if each.called_at is None:
            continue
        if each.ended_at is not None:
            words = _("élection terminée : le résultat")
        elif is_called(each):
            words = _("candidatures ouvertes")
        else:
            words = _("dépôt des candidatures clos")
        said.append((each, pick(each.title), words))
    return said


def _election(token: str, election_id: str) -> tuple[Convocation, Election]:
    """The election behind a link; one that was not called for is nobody's business yet."""
    convocation = convocation_of(token)
    election = election_of(convocation.sitting, election_id)
    if convocation.sitting.is_draft or election.called_at is None:
        raise NotFound
    return convocation, election


def _may_stand(election: Election, convocation: Convocation, holder: Holder) -> bool:
    is_live = convocation.sitting.state is not SittingState.CLOSED and is_called(election)
    return is_live and convocation.member.votes and holder.executive is not None and not holder.is_contested


def _rules(round_: Any) -> list[str]:
    rule = rule_of_round(round_, with_figures=True)
    return [rule, tie_words(round_)] if round_.winners else [rule]


def _said(known: Candidacy | None) -> dict[str, Any]:
    """What the form begins with: what members will read; what goes to the prefecture is asked anew."""
    if known is None:
        return {}
    return {"statement": known.statement, "sponsors": ", ".join(each.member.name for each in known.sponsors)}


def _form_page(token: str, convocation: Convocation, election: Election, form: StandingForm) -> str:
    holder = holders_of([convocation.member_id], convocation.sitting.congress)[convocation.member_id]
    if not _may_stand(election, convocation, holder):
        raise NotFound
    return render_template(
        "convocation/candidacy.html",
        title=_("Votre candidature : %(title)s", title=pick(election.title)),
        token=token,
        election=election,
        member=convocation.member,
        holder=addressed(holder.executive) if holder.executive else "",
        needed=sponsors_needed(profile_of(convocation.sitting)),
        form=form,
    )


def _to(token: str, election: Election) -> Any:
    return redirect(url_for("convocation.show_election", token=token, election_id=election.public_id))
