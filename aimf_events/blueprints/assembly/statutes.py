"""The statutes of the two bodies: what is in force, each version, and the draft of the next one."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.models import Body, StatutoryProfile
from ...assembly.parameters import Group, Parameter, groups_of, parameters_of
from ...assembly.profiles import profile_today, read_profile
from ...assembly.statutes import (
    adopt_version,
    begin_version,
    changed_from,
    discard_draft,
    former_version,
    incomplete,
    seat_day,
    version_by_public_id,
    versions_of,
    write_parameters,
)
from ...assembly.voices import VotingMember, voting_members
from ...errors import NotFound
from ...i18n import format_day
from ...members.models import Standing
from ...minutes.declarations import waiting
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .statutes_forms import AdoptionForm, chapter_form
from .words import suffix_words, value_words


@blueprint.get("/")
def show_assembly() -> Any:
    """The two bodies, and where the statutes of each stand."""
    bodies = [(body, _state_of(body, versions_of(body))) for body in Body]
    return render_template(
        "assembly/home.html",
        title=_("Assemblée et Bureau"),
        bodies=bodies,
        voices=_voices(voting_members()),
        to_declare=waiting(),
    )


@blueprint.get("/statutes/<body>")
def show_statutes(body: str) -> Any:
    """The statutes of a body: what is in force, the draft, the versions before."""
    which = _body(body)
    versions = versions_of(which)
    now_in_force = _in_force(versions)
    draft = next((version for version in versions if version.is_draft), None)
    return render_template(
        "assembly/statutes.html",
        title=_("Statuts : %(body)s", body=words_for(which)),
        body=which,
        sentence=_state_of(which, versions),
        chapters=_chapters(now_in_force) if now_in_force else [],
        draft=draft,
        draft_sentence=_draft_sentence(draft, now_in_force) if draft else "",
        versions=_state_words(versions),
    )


@blueprint.post("/statutes/<body>/draft")
def begin(body: str) -> Any:
    """Begin the draft of the next version."""
    version = begin_version(_body(body), by=current_person())
    flash(_("Le projet est commencé. Rien ne change avant son entrée en vigueur."), "ok")
    return redirect(url_for("assembly.show_version", public_id=version.public_id))


@blueprint.get("/versions/<public_id>")
def show_version(public_id: str) -> Any:
    """One version, and while it is a draft what is left to write."""
    return _version_page(version_by_public_id(public_id))


@blueprint.post("/versions/<public_id>/adoption")
def adopt(public_id: str) -> Any:
    """Bring a draft into force on a date."""
    version, form = version_by_public_id(public_id), AdoptionForm()
    if not form.validate_on_submit():
        return _version_page(version, form), 422
    adopted = refused_on(
        form.in_force_on,
        lambda: adopt_version(
            version,
            in_force_on=form.in_force_on.data,
            decision=form.decision.data,
            revision=_revision(form.revision.data),
            by=current_person(),
        ),
    )
    if adopted is None:
        return _version_page(version_by_public_id(public_id), form), 422
    flash(_("La version est adoptée."), "ok")
    return redirect(url_for("assembly.show_statutes", body=version.body.value))


@blueprint.get("/versions/<public_id>/chapters/<group>")
def edit_chapter(public_id: str, group: str) -> Any:
    """The form of one chapter of a draft."""
    version = version_by_public_id(public_id)
    return _chapter_page(version, _group(version, group))


@blueprint.post("/versions/<public_id>/chapters/<group>")
def write_chapter(public_id: str, group: str) -> Any:
    """Write one chapter of a draft."""
    version = version_by_public_id(public_id)
    chapter = _group(version, group)
    parameters = parameters_of(version.body, chapter)
    form = chapter_form(parameters, {})
    if not form.validate_on_submit():
        return _chapter_page(version, chapter, form), 422
    write_parameters(version, form.given(parameters), revision=_revision(form.revision.data), by=current_person())
    flash(_("Le chapitre est enregistré dans le projet."), "ok")
    return redirect(url_for("assembly.show_version", public_id=public_id))


@blueprint.get("/versions/<public_id>/removal")
def confirm_removal(public_id: str) -> Any:
    """Ask before a draft is given up."""
    version = version_by_public_id(public_id)
    changed = changed_from(version, former_version(version))
    losses = [words_for(parameter) for parameter in changed]
    return render_template("assembly/discard.html", title=_("Abandonner le projet"), version=version, losses=losses)


@blueprint.post("/versions/<public_id>/removal")
def discard(public_id: str) -> Any:
    """Give a draft up."""
    version = version_by_public_id(public_id)
    body = version.body.value
    discard_draft(version, by=current_person())
    flash(_("Le projet est abandonné. Les statuts en vigueur n’ont pas changé."), "ok")
    return redirect(url_for("assembly.show_statutes", body=body))


def _voices(members: list[VotingMember]) -> str:
    """How many voices there are today, and how many an ordinary quorum takes."""
    good = sum(member.standing is Standing.GOOD for member in members)
    if not members:
        return _("Aucun membre votant n’est connu.")
    said = _("%(good)d membres votants sur %(all)d sont à jour.", good=good, all=len(members))
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    if profile:
        needed = profile.share(Parameter.QUORUM_ORDINARY).needed(good)
        said += " " + ngettext(
            "Une séance ordinaire demande %(num)d voix.", "Une séance ordinaire demande %(num)d voix.", needed
        )
    return said


def _body(word: str) -> Body:
    if word not in set(Body):
        raise NotFound
    return Body(word)


def _group(version: StatutoryProfile, word: str) -> Group:
    """A chapter of a draft; an adopted version has no page to write on."""
    if not version.is_draft or word not in groups_of(version.body):
        raise NotFound
    return Group(word)


def _revision(text: str | None) -> int:
    """The revision that a form was made from; a form without one was made from none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _in_force(versions: list[StatutoryProfile]) -> StatutoryProfile | None:
    """The version in force today, among all of a body."""
    today = seat_day(versions)
    dated = [(version.in_force_on, version) for version in versions if version.in_force_on]
    past = [(day, version) for day, version in dated if day <= today]
    return max(past, key=lambda pair: pair[0])[1] if past else None


def _state_of(body: Body, versions: list[StatutoryProfile]) -> str:
    """Where the statutes of a body stand, in a sentence."""
    version = _in_force(versions)
    if version is None or version.in_force_on is None:
        return _("Aucune version n’est en vigueur : les séances n’ont encore ni quorum, ni délai, ni majorité.")
    said = _(
        "Version %(number)d, en vigueur depuis le %(day)s (%(decision)s).",
        number=version.number,
        day=format_day(version.in_force_on, weekday=False),
        decision=version.decision,
    )
    coming = [each for each in versions if each.in_force_on and each.in_force_on > version.in_force_on]
    coming = [each for each in coming if each.in_force_on and each.in_force_on > seat_day(versions)]
    if coming:
        following = _("La version %(number)d suivra le %(day)s.", number=coming[-1].number, day=_day(coming[-1]))
        said = f"{said} {following}"
    return said


def _day(version: StatutoryProfile) -> str:
    return format_day(version.in_force_on, weekday=False) if version.in_force_on else ""


def _draft_sentence(draft: StatutoryProfile, former: StatutoryProfile | None) -> str:
    changed, missing = len(changed_from(draft, former)), len(incomplete(draft))
    said = _("Le projet de version %(number)d attend.", number=draft.number)
    if former:
        said += " " + ngettext("%(num)d paramètre change.", "%(num)d paramètres changent.", changed)
    if missing:
        said += " " + ngettext("%(num)d paramètre est sans article.", "%(num)d paramètres sont sans article.", missing)
    return said


def _state_words(versions: list[StatutoryProfile]) -> list[tuple[StatutoryProfile, str, str]]:
    """Each version with the kind of its tag and its state in words; one that was replaced says from when until when it held."""
    now_in_force, following = _in_force(versions), None
    said = []
    for version in versions:
        kind, words = "wait", _("projet")
        if version is now_in_force:
            kind, words = "ok", _("en vigueur depuis le %(day)s", day=_day(version))
        elif version.in_force_on and version.in_force_on > seat_day(versions):
            words = _("en vigueur à partir du %(day)s", day=_day(version))
        elif version.in_force_on and following and following.in_force_on:
            last = format_day(following.in_force_on - timedelta(days=1), weekday=False)
            words = _("du %(day)s au %(last)s", day=_day(version), last=last)
        said.append((version, kind, words))
        following = following if version.is_draft else version
    return said


def _chapters(
    version: StatutoryProfile, former: StatutoryProfile | None = None, *, marks: bool = False
) -> list[tuple[Group, list[dict[str, Any]]]]:
    """What a version says, chapter by chapter; with `marks`, what it changes and what each value was."""
    profile, before = read_profile(version), read_profile(former) if former else None
    changed = changed_from(version, former) if marks and former else []

    def row(parameter: Parameter) -> dict[str, Any]:
        is_new = parameter in changed
        return {
            "label": words_for(parameter),
            "value": value_words(parameter, profile.values.get(parameter)),
            "article": profile.article(parameter),
            "was": value_words(parameter, before.values.get(parameter)) if before and is_new else None,
            "changed": is_new,
        }

    return [(group, [row(one) for one in parameters_of(version.body, group)]) for group in groups_of(version.body)]


def _version_page(version: StatutoryProfile, form: AdoptionForm | None = None) -> str:
    former = former_version(version)
    missing = incomplete(version) if version.is_draft else []
    title = _("%(body)s : version %(number)d", body=words_for(version.body), number=version.number)
    if version.is_draft:
        sentence = _draft_sentence(version, former)
    else:
        sentence = _("En vigueur le %(day)s (%(decision)s).", day=_day(version), decision=version.decision)
    return render_template(
        "assembly/version.html",
        title=title,
        version=version,
        sentence=sentence,
        chapters=_chapters(version, former, marks=True),
        missing=[words_for(parameter) for parameter in missing],
        form=form or AdoptionForm(formdata=None, revision=str(version.revision), in_force_on=_proposed(former)),
    )


def _proposed(former: StatutoryProfile | None) -> date | None:
    """Today at the seat, where it may be chosen."""
    today = seat_day([former] if former else [])
    return None if former and former.in_force_on and former.in_force_on >= today else today


def _chapter_page(version: StatutoryProfile, group: Group, form: Any = None) -> str:
    said = {one.name: (one.value, one.article) for one in version.parameters}
    parameters = parameters_of(version.body, group)
    return render_template(
        "assembly/chapter.html",
        title=_("%(chapter)s : projet de version %(number)d", chapter=words_for(group), number=version.number),
        version=version,
        form=form or chapter_form(parameters, said, formdata=None, revision=str(version.revision)),
        parameters=parameters,
        suffix_words=suffix_words,
    )
