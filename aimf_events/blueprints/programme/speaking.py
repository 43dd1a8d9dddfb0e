"""Those who speak: the list with the next gesture of each, the invitation, its reminder, its end."""

from collections import Counter
from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...clock import now
from ...errors import NotFound
from ...i18n import list_words, local_to_utc
from ...people.models import Civility
from ...people.people import add_person, person_by_public_id
from ...programme import session_files, speaker_profiles, speakers, speaking, speaking_deadlines
from ...programme.invited import invitation_in
from ...programme.models import ProgrammeSession
from ...programme.public import hours_of, place_of
from ...programme.sessions import session_of
from ...programme.speaking_deadlines import answer_by, deadlines_of
from ...programme.speaking_list import Standing, parts_of_congress
from ...programme.speaking_models import SpeakingInvitation
from ...web.files import shown_file
from ...web.forms import BaseForm, refused_on
from ...web.identity import current_person
from . import blueprint
from .speaking_forms import DeadlinesForm, InviteForm, InviteNewForm, asked_values
from .speaking_words import STANDINGS, TROUBLES, counted


@blueprint.get("/speakers")
def list_parts() -> Any:
    """Every part of the programme: who was asked, what they said, what is still awaited; `?standing=` keeps one kind."""
    lines = parts_of_congress(g.congress)
    asked = request.args.get("standing", "")
    shown = [each for each in lines if not asked or each.standing == asked]
    counts = Counter(each.standing for each in lines)
    return render_template(
        "programme/speaking.html",
        title=_("Intervenants"),
        lines=shown,
        total=len(lines),
        state=list_words([counted(standing, counts[standing]) for standing in Standing if counts[standing]]),
        select={
            "name": "standing",
            "label": _("Réponse"),
            "value": asked,
            "options": [("", _("Toutes")), *((each.value, STANDINGS[each][1]) for each in Standing)],
        },
        silent=counts[Standing.SILENT] + counts[Standing.INVITED],
        words=STANDINGS,
        troubles=TROUBLES,
        hours=hours_of,
        place=place_of,
        token=BaseForm(formdata=None),
    )


@blueprint.post("/speakers/reminders")
def remind_silent() -> Any:
    """Remind all who have not answered."""
    sent = speaking.remind_silent(g.congress, by=current_person())
    flash(
        ngettext("%(num)d lettre de rappel part.", "%(num)d lettres de rappel partent.", sent)
        if sent
        else _("Personne n’est à rappeler aujourd’hui : les dernières lettres sont d’hier ou d’aujourd’hui."),
        "ok",
    )
    return redirect(url_for("programme.list_parts"))


@blueprint.get("/speakers/deadlines")
def edit_deadlines() -> Any:
    """Until when speakers are asked for what."""
    return _deadlines(DeadlinesForm(obj=deadlines_of(g.congress)))


@blueprint.post("/speakers/deadlines")
def set_deadlines() -> Any:
    """Choose it."""
    form = DeadlinesForm()
    if not form.validate_on_submit():
        return _deadlines(form), 422
    speaking_deadlines.set_deadlines(
        g.congress, by=current_person(), **{name: form[name].data for name in speaking_deadlines.USUAL}
    )
    flash(_("Les délais sont enregistrés."), "ok")
    return redirect(url_for("programme.list_parts"))


def _deadlines(form: DeadlinesForm) -> str:
    return render_template("programme/speaking_deadlines.html", title=_("Délais donnés aux intervenants"), form=form)


@blueprint.get("/sessions/<public_id>/invitations")
def ask_speaker(public_id: str) -> Any:
    """Ask whom to invite: found by name, or added; `?instead=` is who declined."""
    planned = session_of(g.congress, public_id)
    first: dict[str, Any] = {"answer_by": _first_deadline(planned)}
    former = _instead_of(planned)
    if former is not None:
        first |= {"role": former.role.value}
    return _page(planned, InviteForm(prefix="known", data=first), InviteNewForm(prefix="new", data=first))


@blueprint.post("/sessions/<public_id>/invitations")
def invite_speaker(public_id: str) -> Any:
    """Invite a person whom the house knows."""
    planned, form = session_of(g.congress, public_id), InviteForm(prefix="known")
    person = person_by_public_id(form.person.data or "")
    if person is None:
        raise NotFound
    made = None
    if form.validate_on_submit() and _in_time(form):
        made = refused_on(
            form.role,
            lambda: speaking.invite_speaker(
                planned,
                person,
                answer_by=_end_of(form.answer_by.data),
                instead_of=_instead_of(planned),
                by=current_person(),
                **asked_values(form),
            ),
        )
    if made is None:
        return _page(planned, form, InviteNewForm(prefix="new", formdata=None)), 422
    return _invited(made)


@blueprint.post("/sessions/<public_id>/invitations/new")
def invite_new_speaker(public_id: str) -> Any:
    """Invite a person whom the house did not know."""
    planned, form = session_of(g.congress, public_id), InviteNewForm(prefix="new")
    if not form.validate_on_submit() or not _in_time(form):
        return _page(planned, InviteForm(prefix="known", formdata=None), form), 422
    made = speaking.invite_speaker(
        planned,
        add_person(
            given_name=form.given_name.data,
            family_name=form.family_name.data,
            civility=Civility(form.civility.data) if form.civility.data else None,
            language=form.language.data,
        ),
        answer_by=_end_of(form.answer_by.data),
        instead_of=_instead_of(planned),
        by=current_person(),
        **asked_values(form),
    )
    return _invited(made)


@blueprint.get("/speakers/<public_id>")
def show_part(public_id: str) -> Any:
    """One invitation: the answer, what was given, and what can be done."""
    invitation = invitation_in(g.congress, public_id)
    line = next(each for each in parts_of_congress(g.congress) if each.invitation is invitation)
    profile = line.profile
    return render_template(
        "programme/speaking_part.html",
        title=invitation.person.full_name,
        line=line,
        invitation=invitation,
        words=STANDINGS,
        troubles=TROUBLES,
        own_page=url_for("speaking.page", token=speaker_profiles.profile_token(profile)) if profile else None,
        slides=session_files.slides_of(invitation.session, invitation.person),
        hours=hours_of,
        place=place_of,
        token=BaseForm(formdata=None),
    )


@blueprint.get("/speakers/<public_id>/portrait")
def part_portrait(public_id: str) -> Any:
    """The portrait as it was given."""
    invitation = invitation_in(g.congress, public_id)
    profile = speaker_profiles.profile_in(g.congress, invitation.person)
    if profile is None:
        raise NotFound
    return shown_file(speaker_profiles.portrait_of(profile), "image/jpeg", "portrait.jpg")


@blueprint.get("/speakers/files/<public_id>")
def part_slides(public_id: str) -> Any:
    """A version of somebody's slides."""
    file = session_files.file_in(g.congress, public_id)
    return shown_file(session_files.slides_content(file), file.media_type, file.file_name)


@blueprint.post("/speakers/<public_id>/reminder")
def remind_speaker(public_id: str) -> Any:
    """Write once more."""
    invitation = speaking.remind_speaker(invitation_in(g.congress, public_id), by=current_person())
    flash(_("La lettre de rappel part à %(address)s.", address=invitation.email), "ok")
    return redirect(url_for("programme.list_parts"))


@blueprint.post("/speakers/<public_id>/registration")
def register_speaker(public_id: str) -> Any:
    """Register who said yes, now that there is a place."""
    invitation = speaking.register_speaker(invitation_in(g.congress, public_id), by=current_person())
    flash(
        _("%(name)s est inscrit au congrès : l’accréditation reste à donner.", name=invitation.person.full_name), "ok"
    )
    return redirect(url_for("programme.list_parts"))


@blueprint.route("/speakers/<public_id>/end", methods=["GET", "POST"])
def withdraw_invitation(public_id: str) -> Any:
    """Say what it does, then ask no longer."""
    invitation, form = invitation_in(g.congress, public_id), BaseForm()
    if form.validate_on_submit():
        speaking.withdraw_invitation(invitation, by=current_person())
        flash(_("L’invitation est retirée."), "ok")
        return redirect(url_for("programme.list_parts"))
    return render_template(
        "programme/speaking_end.html", title=_("Retirer l’invitation ?"), invitation=invitation, form=form
    )


def _invited(made: SpeakingInvitation) -> Any:
    flash(_("L’invitation part à %(address)s.", address=made.email), "ok")
    return redirect(url_for("programme.list_parts"))


def _instead_of(planned: ProgrammeSession) -> SpeakingInvitation | None:
    public_id = request.args.get("instead", "")
    if not public_id:
        return None
    found = invitation_in(g.congress, public_id)
    if found.session_id != planned.id:
        raise NotFound
    return found


def _first_deadline(planned: ProgrammeSession) -> date:
    return answer_by(deadlines_of(g.congress), planned.day)


def _end_of(day: date) -> Any:
    return local_to_utc(day, "23:59", g.congress.time_zone)


def _in_time(form: InviteForm) -> bool:
    if _end_of(form.answer_by.data) > now():
        return True
    form.answer_by.errors = [_("Choisissez un jour à venir.")]
    return False


def _page(planned: ProgrammeSession, known: InviteForm, new: InviteNewForm) -> str:
    asked = request.args.get("q", "")
    chosen = person_by_public_id(request.args.get("person", "") or known.person.data or "")
    if chosen is not None:
        known.person.data = chosen.public_id
        known.email.data = known.email.data or chosen.email or ""
    return render_template(
        "programme/invite.html",
        title=_("Inviter une personne à la séance"),
        planned=planned,
        former=_instead_of(planned),
        asked=asked,
        found=speakers.find_people(g.congress, asked),
        chosen=chosen,
        known=known,
        new=new,
        here=url_for("programme.ask_speaker", public_id=planned.public_id),
        instead=request.args.get("instead") or None,
    )
