"""Émargement at the desk: who has a sheet, who signed for it, which devices vote; a new sheet in a minute; two officers by video."""

from collections import Counter
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.convocation_letter import name_of
from ...assembly.emargement import (
    WHILE,
    MadeCode,
    SheetMoved,
    confirm_remote,
    hand_over,
    make_code,
    make_first_codes,
    open_remote,
)
from ...assembly.emargement_models import VotingCredential, VotingState, VotingWay
from ...assembly.parameters import Parameter
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import profile_of, sitting_in
from ...assembly.voters import SheetLine, Voter, sheets_of, telephone_of, voter_in, voters_of, without_sheet
from ...assembly.voting_sheet import sheets_pdf, voting_url
from ...checkin.short_code import format_short_code
from ...errors import NotFound
from ...i18n import format_moment, search_key
from ...web.asking import asked, asked_page, kept
from ...web.files import PDF, saved_file
from ...web.identity import current_person, signed_in_person
from ...web.wording import addressed
from . import blueprint
from .sittings_forms import SheetForm

PAGE = 60
AT_A_TIME = 50
"""Sheets set at once: about two seconds of slow hashes, and a stack that a hand can cut and seal."""
KINDS = {
    VotingState.MADE: "warn",
    VotingState.CHECKING: "warn",
    VotingState.HANDED: "wait",
    VotingState.BOUND: "ok",
    VotingState.LOCKED: "no",
}


@blueprint.get("/sittings/<public_id>/voters")
def list_voters(public_id: str) -> Any:
    """Who votes with which voice, and how far each sheet is."""
    sitting = _sitting(public_id)
    voters = voters_of(sitting)
    expected = [each for each in voters if _is_expected(each, sitting)]
    missing = len(without_sheet(voters, sitting))
    chosen = _chosen(voters, expected)
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(asked_page(), pages)
    choices = {"public_id": public_id, **kept("q", "shown")}
    return render_template(
        "assembly/voters.html",
        title=_("Émargement"),
        sitting=sitting,
        crumb=_crumb(sitting),
        sentence=_sentence(expected),
        voters=chosen[(page - 1) * PAGE : page * PAGE],
        kinds=KINDS,
        missing=missing,
        batch=min(missing, AT_A_TIME),
        may_act=sitting.state in WHILE,
        form=SheetForm(formdata=None),
        chosen={"q": asked("q"), "shown": asked("shown")},
        page=page,
        pages=pages,
        page_url=lambda number: url_for("assembly.list_voters", **{**choices, "page": number}),
        back=choices,
    )


@blueprint.post("/sittings/<public_id>/voters/sheets")
def print_sheets(public_id: str) -> Any:
    """The next sheets to print, seal and hand over: the codes exist on this file and nowhere else."""
    sitting = _sitting(public_id)
    if not SheetForm().validate_on_submit():
        raise NotFound
    made = make_first_codes(sitting, most=AT_A_TIME, by=current_person())
    if not made:
        flash(_("Chaque électeur annoncé a déjà sa feuille."), "info")
        return redirect(url_for("assembly.list_voters", public_id=public_id))
    return _file(sitting, made)


@blueprint.get("/sittings/<public_id>/voters/<mandate_id>/<person_id>")
def show_voter(public_id: str, mandate_id: str, person_id: str) -> Any:
    """One voter: where the sheet is, what can be done, what was done."""
    sitting = _sitting(public_id)
    voter = voter_in(sitting, mandate_id, person_id)
    officer = signed_in_person()
    first = voter.credential.first_check_by_id if voter.credential else None
    return render_template(
        "assembly/voter.html",
        title=_("%(voter)s, pour %(member)s", voter=addressed(voter.person), member=voter.seat.member.name),
        sitting=sitting,
        crumb=_crumb(sitting),
        voter=voter,
        sheet=voter.credential,
        state=voter.state.value if voter.state else "none",
        kinds=KINDS,
        telephone=telephone_of(voter),
        remote_allowed=profile_of(sitting).flag(Parameter.REMOTE_VOTING),
        may_act=sitting.state in WHILE,
        may_confirm=officer.id not in (first, voter.person.id),
        history=[line for each in sheets_of(voter) for line in _timeline(each, sitting.time_zone)],
        form=SheetForm(formdata=None, seen=str(voter.credential.number if voter.credential else 0)),
        address={"public_id": public_id, "mandate_id": mandate_id, "person_id": person_id},
    )


@blueprint.post("/sittings/<public_id>/voters/<mandate_id>/<person_id>/sheet")
def print_sheet(public_id: str, mandate_id: str, person_id: str) -> Any:
    """A sheet for one voter; the one before ends at once, and its device votes no more."""
    sitting = _sitting(public_id)
    voter = voter_in(sitting, mandate_id, person_id)
    return _file(sitting, [make_code(sitting, voter, seen=_seen(), by=current_person())])


@blueprint.post("/sittings/<public_id>/voters/<mandate_id>/<person_id>/handed")
def hand_sheet(public_id: str, mandate_id: str, person_id: str) -> Any:
    """The voter signed and took the sheet."""
    sitting = _sitting(public_id)
    voter, sheet = _voter_with_sheet(sitting, mandate_id, person_id)
    hand_over(sheet, by=current_person())
    flash(_("Feuille remise à %(voter)s, contre signature.", voter=addressed(voter.person)), "ok")
    return redirect(url_for("assembly.list_voters", public_id=public_id, **kept("q", "shown", "page")))


@blueprint.post("/sittings/<public_id>/voters/<mandate_id>/<person_id>/remote")
def recognise(public_id: str, mandate_id: str, person_id: str) -> Any:
    """The first officer saw and recognised the voter on video."""
    sitting = _sitting(public_id)
    voter = voter_in(sitting, mandate_id, person_id)
    open_remote(sitting, voter, seen=_seen(), by=signed_in_person())
    flash(_("Votre reconnaissance est notée. Un collègue doit maintenant confirmer depuis son propre compte."), "ok")
    return redirect(url_for("assembly.show_voter", public_id=public_id, mandate_id=mandate_id, person_id=person_id))


@blueprint.post("/sittings/<public_id>/voters/<mandate_id>/<person_id>/remote/confirmation")
def confirm(public_id: str, mandate_id: str, person_id: str) -> Any:
    """The second officer did too, and is given the code to read out: it is shown once, and a page read again shows it no more."""
    sitting = _sitting(public_id)
    voter, sheet = _voter_with_sheet(sitting, mandate_id, person_id)
    made = confirm_remote(sheet, voter, by=signed_in_person())
    return render_template(
        "assembly/voter_code.html",
        title=_("Code à dicter à %(voter)s", voter=addressed(voter.person)),
        crumb=_crumb(sitting),
        telephone=telephone_of(voter),
        code=format_short_code(made.code),
        reference=format_short_code(made.credential.reference),
        url=voting_url(),
        back=url_for("assembly.show_voter", public_id=public_id, mandate_id=mandate_id, person_id=person_id),
    )


def _sitting(public_id: str) -> Sitting:
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    return sitting


def _voter_with_sheet(sitting: Sitting, mandate_id: str, person_id: str) -> tuple[Voter, VotingCredential]:
    """A voter and the sheet that the page showed; SheetMoved where there is a later one."""
    voter, seen = voter_in(sitting, mandate_id, person_id), _seen()
    if voter.credential is None:
        raise NotFound
    if voter.credential.number != seen:
        raise SheetMoved
    return voter, voter.credential


def _seen() -> int:
    """The number of the sheet that the page showed."""
    form = SheetForm()
    if not form.validate_on_submit():
        raise NotFound
    return form.number()


def _file(sitting: Sitting, made: list[MadeCode]) -> Any:
    return saved_file(sheets_pdf(sitting, made), PDF, _("feuilles-d-emargement.pdf"))


def _is_expected(voter: Voter, sitting: Sitting) -> bool:
    return sitting.congress_id is None or voter.registration is not None or voter.credential is not None


def _chosen(voters: list[Voter], expected: list[Voter]) -> list[Voter]:
    """The voters that the address asks for; those who still have something to do first of all where nothing is asked."""
    words, shown = search_key(asked("q")).split(), asked("shown", "expected")
    wanted = {
        "to_hand": lambda: [each for each in voters if each.state is VotingState.MADE],
        "without": lambda: [each for each in expected if each.state is None],
        "unbound": lambda: [each for each in voters if each.state in (VotingState.HANDED, VotingState.CHECKING)],
        "locked": lambda: [each for each in voters if each.state is VotingState.LOCKED],
        "bound": lambda: [each for each in voters if each.state is VotingState.BOUND],
        "all": lambda: voters,
    }.get(shown, lambda: expected)()
    return [
        each
        for each in wanted
        if all(word in each.seat.member.search_key or word in each.person.search_key for word in words)
    ]


def _sentence(expected: list[Voter]) -> str:
    count = Counter(each.state for each in expected)
    told = _(
        "Électeurs annoncés : %(all)d. Appareils enregistrés : %(bound)d ; feuilles à remettre : %(made)d, à imprimer : %(none)d.",
        bound=count[VotingState.BOUND], all=len(expected), made=count[VotingState.MADE], none=count[None],
    )  # fmt: skip
    locked = count[VotingState.LOCKED]
    if locked:
        told += " " + ngettext("%(num)d feuille est bloquée.", "%(num)d feuilles sont bloquées.", locked)
    return told


def _timeline(line: SheetLine, zone: str) -> list[dict[str, Any]]:
    sheet = line.sheet
    by_video = sheet.way is VotingWay.REMOTE
    handed = _("code dicté au téléphone") if by_video else _("remise contre signature")
    made = _("reconnue en vidéo") if by_video else _("imprimée")
    told = [
        (sheet.ended_at, _("remplacée"), "wait", line.ended_by),
        (sheet.bound_at, _("appareil enregistré"), "ok", None),
        (sheet.locked_at, _("bloquée après cinq codes faux"), "no", None),
        (sheet.handed_at, handed, "ok", line.handed_by),
        (sheet.made_at, made, "wait", line.made_by),
    ]
    return [
        {
            "title": _("Feuille %(number)d : %(what)s", number=sheet.number, what=what),
            "when": format_moment(at, zone),
            "iso": at.isoformat(),
            "kind": kind,
            "who": addressed(by) if by else None,
        }
        for at, what, kind, by in told
        if at is not None
    ]


def _crumb(sitting: Sitting) -> list[tuple[str, str]]:
    return [
        (_("Séances statutaires"), url_for("assembly.list_sittings")),
        (name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
    ]
