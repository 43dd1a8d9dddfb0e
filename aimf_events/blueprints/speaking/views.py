"""What a speaker sees and does. The link is enough, as it is for a delegation: an assistant writes the biography."""

from functools import wraps
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...i18n import pick
from ...programme import session_files, speaker_profiles, speaking
from ...programme.invited import invitation_in, invitations_of
from ...programme.public import READER_ZONES, hours_of, place_of, reader_zone
from ...programme.speaking_list import OwnPart, own_part, own_parts, presented_by, registrations_of
from ...programme.speaking_models import InvitationState, SpeakerProfile
from ...registration.links import ticket_url
from ...registration.models import Mode
from ...web.files import shown_file
from ...web.forms import BaseForm
from ...web.zones import zone_choices
from . import blueprint
from .forms import YES, AnswerForm, BiographyForm, PortraitForm, SlidesForm, SummaryForm, translated


def speaker(view: Any) -> Any:
    """Give the view the page that its link names; a wrong link is told in plain words."""

    @wraps(view)
    def checked(token: str, **rest: Any) -> Any:
        try:
            profile = speaker_profiles.profile_by_token(g.congress, token)
        except NotFound:
            return render_template("speaking/unknown.html", title=_("Ce lien n’est plus valable")), 404
        g.speaking_token = token
        return view(profile, **rest)

    return checked


def here(endpoint: str, **values: Any) -> str:
    """Return the address of another page of the same person."""
    return url_for(f"speaking.{endpoint}", token=g.speaking_token, **values)


@blueprint.get("")
@speaker
def page(profile: SpeakerProfile) -> Any:
    """What awaits an answer, the sessions, and what is expected until when."""
    person = profile.person
    parts, asked = own_parts(g.congress, person), invitations_of(g.congress, person)
    registration = registrations_of(g.congress, {person.id}).get(person.id)
    theirs = registration.delegation.time_zone if registration and registration.delegation.member_id else None
    zone = reader_zone(request.args.get("zone")) or reader_zone(person.time_zone) or theirs
    return render_template(
        "speaking/page.html",
        title=_("Votre participation au congrès"),
        profile=profile,
        parts=parts,
        waiting=[each for each in asked if each.state is InvitationState.INVITED and each.instead_id is None],
        answered=[each for each in asked if each.state in (InvitationState.ACCEPTED, InvitationState.DECLINED)],
        presented_by=presented_by(parts),
        zone=zone,
        zones=zone_choices(READER_ZONES, zone, g.congress.time_zone),
        ticket=ticket_url(registration) if registration else None,
        contact=current_app.config["AIMF"].mail_from,
        hours=hours_of,
        place=place_of,
        here=here,
    )


@blueprint.route("/invitations/<public_id>", methods=["GET", "POST"])
@speaker
def answer(profile: SpeakerProfile, public_id: str) -> Any:
    """Read the question, and answer it."""
    invitation = invitation_in(g.congress, public_id, person=profile.person)
    form = AnswerForm()
    if form.validate_on_submit():
        if form.answer.data == YES:
            speaking.accept_invitation(invitation, mode=Mode(form.mode.data), answer=form.word.data)
            flash(_("Merci. Votre part est notée ; cette page dit ce que nous attendons de vous, et quand."), "ok")
        else:
            speaking.decline_invitation(invitation, answer=form.word.data)
            flash(_("Votre réponse est notée. Merci de nous l’avoir donnée."), "ok")
        return redirect(here("page"))
    return render_template(
        "speaking/answer.html",
        title=_("Répondre à l’invitation"),
        profile=profile,
        invitation=invitation,
        closed=invitation.state is InvitationState.WITHDRAWN or invitation.instead_id is not None,
        form=form,
        hours=hours_of,
        place=place_of,
        here=here,
        contact=current_app.config["AIMF"].mail_from,
    ), 422 if form.errors else 200


@blueprint.route("/biography", methods=["GET", "POST"])
@speaker
def biography(profile: SpeakerProfile) -> Any:
    """The biography, and whether the programme may show it."""
    kept = {f"text_{code}": text for code, text in profile.biography.items()}
    form = BiographyForm(data={**kept, "may_show": profile.shows_biography})
    if form.validate_on_submit():
        text, may_show = translated(form), bool(form.may_show.data)
        speaker_profiles.save_biography(profile, biography=text, may_show=may_show, by=profile.person)
        flash(_("Votre biographie est enregistrée."), "ok")
        return redirect(here("page"))
    return _page("biography", _("Votre biographie"), profile=profile, form=form)


@blueprint.route("/photo", methods=["GET", "POST"])
@speaker
def portrait(profile: SpeakerProfile) -> Any:
    """The portrait, and whether the programme may show it."""
    form = PortraitForm(data={"may_show": profile.shows_portrait})
    if form.validate_on_submit() and form.prepared:
        may_show = bool(form.may_show.data)
        speaker_profiles.save_portrait(profile, form.prepared, may_show=may_show, by=profile.person)
        flash(_("Votre portrait est enregistré."), "ok")
        return redirect(here("page"))
    return _page("portrait", _("Votre portrait"), profile=profile, form=form)


@blueprint.get("/files/portrait")
@speaker
def portrait_file(profile: SpeakerProfile) -> Any:
    """The portrait as it was kept."""
    return shown_file(speaker_profiles.portrait_of(profile), "image/jpeg", "portrait.jpg")


@blueprint.post("/photo/removal")
@speaker
def remove_portrait(profile: SpeakerProfile) -> Any:
    """Delete the portrait, everywhere."""
    speaker_profiles.remove_portrait(profile, by=profile.person)
    flash(_("Votre portrait est effacé, du programme aussi."), "ok")
    return redirect(here("portrait"))


@blueprint.route("/sessions/<public_id>/slides", methods=["GET", "POST"])
@speaker
def slides(profile: SpeakerProfile, public_id: str) -> Any:
    """The versions of one's slides, and one more."""
    part, form = _part(profile, public_id), SlidesForm()
    if form.validate_on_submit() and form.prepared:
        may_publish = bool(form.may_publish.data)
        kept = session_files.add_slides(
            part.session, profile.person, form.prepared, may_publish=may_publish, by=profile.person
        )
        flash(_("La version %(number)d est arrivée : c’est elle qui sera projetée.", number=kept.version), "ok")
        return redirect(here("slides", public_id=public_id))
    return _page(
        "slides",
        _("Vos diapositives"),
        part=part,
        form=form,
        files=session_files.slides_of(part.session, profile.person),
        lead=pick(part.session.title),
    )


@blueprint.get("/files/<public_id>")
@speaker
def slides_file(profile: SpeakerProfile, public_id: str) -> Any:
    """One of one's own versions."""
    file = session_files.file_in(g.congress, public_id, person=profile.person)
    return shown_file(session_files.slides_content(file), file.media_type, file.file_name)


@blueprint.post("/files/<public_id>/removal")
@speaker
def remove_slides(profile: SpeakerProfile, public_id: str) -> Any:
    """Take a version back."""
    file = session_files.file_in(g.congress, public_id, person=profile.person)
    session_files.remove_slides(file, by=profile.person)
    flash(_("La version %(number)d est effacée.", number=file.version), "ok")
    return redirect(here("slides", public_id=file.session.public_id))


@blueprint.route("/sessions/<public_id>/summary", methods=["GET", "POST"])
@speaker
def summary(profile: SpeakerProfile, public_id: str) -> Any:
    """The rapporteur's summary."""
    part = _part(profile, public_id)
    if not part.is_reported:
        raise NotFound
    kept = part.summary.text if part.summary else {}
    form = SummaryForm(data={f"text_{code}": text for code, text in kept.items()})
    if form.validate_on_submit():
        session_files.write_summary(part.session, text=translated(form), by=profile.person)
        flash(_("La synthèse est enregistrée : elle paraîtra avec la prochaine version du programme."), "ok")
        return redirect(here("page"))
    return _page("summary", _("Synthèse de la séance"), part=part, form=form, lead=pick(part.session.title))


def _part(profile: SpeakerProfile, public_id: str) -> OwnPart:
    part = own_part(g.congress, profile.person, public_id)
    if part is None:
        raise NotFound
    return part


def _page(name: str, title: str, *, form: BaseForm, **values: Any) -> Any:
    page = render_template(f"speaking/{name}.html", title=title, form=form, here=here, **values)
    return page, 422 if form.errors else 200
