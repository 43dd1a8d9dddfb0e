"""The candidacies of an election at the desk: entered from paper, looked at against the statutes, admitted, refused, withdrawn."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.candidacies import (
    admit_candidacy,
    confirm_sponsor,
    enter_candidacy,
    obstacles_to,
    particulars_of,
    read_particulars,
    refuse_candidacy,
    sponsors_needed,
    withdraw_candidacy,
)
from ...assembly.candidacy_register import candidacy_of, document_of
from ...assembly.election_models import Candidacy, CandidacyState, Election
from ...assembly.election_rounds import next_round
from ...assembly.elections import election_of
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import profile_of, sitting_in
from ...assembly.voices import voting_members
from ...clock import now
from ...errors import NotFound
from ...i18n import format_day
from ...members.members import member_by_public_id
from ...web.election_words import CANDIDACY_KINDS, candidate_words, elected_word
from ...web.files import shown_file
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .election_forms import DecisionForm, PaperCandidacyForm
from .elections import election_crumbs, to_election

BASE = "/sittings/<public_id>/elections/<election_id>/candidacies"


@blueprint.get(BASE + "/new")
def new_candidacy(public_id: str, election_id: str) -> Any:
    """The form of a candidacy on paper."""
    sitting = sitting_in(g.congress, public_id)
    election = election_of(sitting, election_id)
    return _entry_page(sitting, election, _offered(PaperCandidacyForm(formdata=None, received_on=now().date())))


@blueprint.post(BASE + "/new")
def enter_on_paper(public_id: str, election_id: str) -> Any:
    """Enter a candidacy on paper."""
    sitting = sitting_in(g.congress, public_id)
    election, form = election_of(sitting, election_id), _offered(PaperCandidacyForm())
    if not form.validate_on_submit():
        return _entry_page(sitting, election, form), 422
    member = member_by_public_id(form.member.data)
    said = form.said([member_by_public_id(each.public_id) for each in form.found])
    made = refused_on(
        form.member,
        lambda: enter_candidacy(election, member, said, received_on=form.received_on.data, by=current_person()),
    )
    if made is None:
        return _entry_page(sitting, election, form), 422
    flash(_("La candidature est saisie. Dites si elle est recevable."), "ok")
    return _to(made)


@blueprint.get(BASE + "/<candidacy_id>")
def show_candidacy(public_id: str, election_id: str, candidacy_id: str) -> Any:
    """One candidacy: what it says, what the statutes ask, what can be done."""
    return _page(_candidacy(public_id, election_id, candidacy_id))


@blueprint.post(BASE + "/<candidacy_id>/particulars")
def show_particulars(public_id: str, election_id: str, candidacy_id: str) -> Any:
    """Show what goes to the prefecture; the journal says who read it."""
    candidacy = _candidacy(public_id, election_id, candidacy_id)
    return _page(candidacy, particulars=read_particulars(candidacy, by=current_person()))


@blueprint.get(BASE + "/<candidacy_id>/document")
def read_candidacy_document(public_id: str, election_id: str, candidacy_id: str) -> Any:
    """The paper that goes with a candidacy."""
    candidacy = _candidacy(public_id, election_id, candidacy_id)
    return shown_file(document_of(candidacy), candidacy.document_type, candidacy.document_name)


@blueprint.post(BASE + "/<candidacy_id>/admission")
def admit(public_id: str, election_id: str, candidacy_id: str) -> Any:
    """Put a candidacy on the list."""
    candidacy = admit_candidacy(_candidacy(public_id, election_id, candidacy_id), by=current_person())
    flash(_("La candidature est recevable : %(name)s.", name=candidate_words(candidacy)), "ok")
    return to_election(candidacy.election)


@blueprint.get(BASE + "/<candidacy_id>/refusal", defaults={"act": "refusal"})
@blueprint.get(BASE + "/<candidacy_id>/withdrawal", defaults={"act": "withdrawal"})
def ask_end(public_id: str, election_id: str, candidacy_id: str, act: str) -> Any:
    """Ask why a candidacy is refused, or withdrawn."""
    candidacy = _candidacy(public_id, election_id, candidacy_id)
    if not candidacy.stands:
        return _to(candidacy)
    return _end_page(candidacy, act, DecisionForm(formdata=None, reason=_usual_reason(candidacy, act)))


@blueprint.post(BASE + "/<candidacy_id>/refusal", defaults={"act": "refusal"})
@blueprint.post(BASE + "/<candidacy_id>/withdrawal", defaults={"act": "withdrawal"})
def end_candidacy(public_id: str, election_id: str, candidacy_id: str, act: str) -> Any:
    """Refuse a candidacy, or withdraw it where its member asked the desk."""
    candidacy, form = _candidacy(public_id, election_id, candidacy_id), DecisionForm()
    if not form.validate_on_submit():
        return _end_page(candidacy, act, form), 422
    verb = refuse_candidacy if act == "refusal" else withdraw_candidacy
    verb(candidacy, reason=form.reason.data, by=current_person())
    flash(_("C’est inscrit : la candidature n’est plus sur la liste."), "ok")
    return _to(candidacy)


@blueprint.post(BASE + "/<candidacy_id>/sponsors/<member_id>/confirmation")
def confirm_at_desk(public_id: str, election_id: str, candidacy_id: str, member_id: str) -> Any:
    """Note that a sponsor's letter was shown."""
    candidacy = _candidacy(public_id, election_id, candidacy_id)
    sponsor = next((each for each in candidacy.sponsors if each.member.public_id == member_id), None)
    if sponsor is None:
        raise NotFound
    confirm_sponsor(sponsor, candidacy, by=current_person())
    flash(_("Le parrainage est confirmé : %(member)s.", member=sponsor.member.name), "ok")
    return _to(candidacy)


def _candidacy(public_id: str, election_id: str, candidacy_id: str) -> Candidacy:
    return candidacy_of(election_of(sitting_in(g.congress, public_id), election_id), candidacy_id)


def _to(candidacy: Candidacy) -> Any:
    return redirect(url_for("assembly.show_candidacy", **_ids(candidacy)))


def _ids(candidacy: Candidacy) -> dict[str, Any]:
    return {
        "public_id": candidacy.election.item.sitting.public_id,
        "election_id": candidacy.election.public_id,
        "candidacy_id": candidacy.public_id,
    }


def _offered(form: PaperCandidacyForm) -> PaperCandidacyForm:
    voting = voting_members()
    form.member.choices = [("", _("Choisir")), *((each.public_id, each.name) for each in voting)]
    form.offer(voting)
    return form


def _entry_page(sitting: Sitting, election: Election, form: PaperCandidacyForm) -> str:
    return render_template(
        "assembly/candidacy_form.html",
        title=_("Candidature reçue sur papier"),
        sitting=sitting,
        election=election,
        form=form,
        needed=sponsors_needed(profile_of(sitting)),
        crumbs=election_crumbs(election),
    )


def _page(candidacy: Candidacy, particulars: Any = None) -> str:
    sitting = candidacy.election.item.sitting
    wrong = obstacles_to([candidacy], sitting)[candidacy.id]
    facts = [
        (_("Membre"), candidacy.member.name),
        (_("Reçue"), f"{format_day(candidacy.received_on)}, {words_for(candidacy.way)}"),
    ]
    if candidacy.reason:
        facts.append((_("Motif"), candidacy.reason))
    if particulars is not None:
        facts += [
            (_("Profession"), particulars.profession),
            (_("Domicile"), particulars.domicile),
            (_("Nationalité"), particulars.nationality),
        ]
    return render_template(
        "assembly/candidacy.html",
        title=candidate_words(candidacy),
        candidacy=candidacy,
        ids=_ids(candidacy),
        kind=CANDIDACY_KINDS[candidacy.state],
        facts=facts,
        obstacles=[words_for(each) for each in wrong] if candidacy.stands else [],
        shown=particulars is not None,
        elected_word=elected_word,
        kept=candidacy.particulars is not None,
        lacks=particulars is None and candidacy.stands and particulars_of(candidacy).missing,
        needed=sponsors_needed(profile_of(sitting)),
        waits=candidacy.state is CandidacyState.RECEIVED and sitting.state is not SittingState.CLOSED,
        may_end=candidacy.stands and candidacy.elected_at is None and next_round(candidacy.election) is not None,
        crumbs=election_crumbs(candidacy.election),
    )


def _usual_reason(candidacy: Candidacy, act: str) -> str:
    if act == "withdrawal" or not candidacy.is_late or candidacy.election.candidacies_until is None:
        return ""
    return _(
        "Candidature reçue le %(day)s, après le dernier jour du dépôt (%(last)s).",
        day=format_day(candidacy.received_on),
        last=format_day(candidacy.election.candidacies_until),
    )


def _end_page(candidacy: Candidacy, act: str, form: DecisionForm) -> str:
    refuses = act == "refusal"
    return render_template(
        "assembly/candidacy_end.html",
        title=_("Écarter cette candidature") if refuses else _("Retirer cette candidature"),
        candidacy=candidacy,
        name=candidate_words(candidacy),
        refuses=refuses,
        form=form,
        action=url_for("assembly.end_candidacy", act=act, **_ids(candidacy)),
        back=url_for("assembly.show_candidacy", **_ids(candidacy)),
        crumbs=election_crumbs(candidacy.election),
    )
