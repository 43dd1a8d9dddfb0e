"""The composition of the Bureau: who sits, what is vacant, seats given, the outgoing Bureau's term ended."""

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.bureau import co_opt, end_terms, seat_earlier, seat_elected, seat_newcomer
from ...assembly.bureau_composition import Composition, composition_now, former_seats, vacant_seats
from ...assembly.bureau_models import BureauOffice, BureauSeat, SeatOrigin
from ...assembly.convocation_letter import name_of
from ...assembly.models import Body
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import sitting_in, sittings_of
from ...assembly.voices import voting_members
from ...errors import NotFound
from ...i18n import country_name, format_day
from ...members.members import member_by_public_id
from ...people.models import Civility
from ...web.forms import BaseForm
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .bureau_forms import ExOfficioForm, SeatForm

HELD = (SittingState.OPEN, SittingState.SUSPENDED, SittingState.CLOSED)


@blueprint.get("/bureau")
def show_bureau() -> Any:
    """Who sits today, and what is vacant."""
    bureau = composition_now()
    return render_template(
        "assembly/bureau.html",
        title=_("Composition du Bureau"),
        bureau=bureau,
        sentence=_sentence(bureau),
        suspended={each.id for each in bureau.suspended},
        overdue={each.id for each in bureau.overdue},
        regions=[(words_for(region), number) for region, number in bureau.regions],
        how=how_seated,
        may_end=bool(bureau.elected and _elections()),
    )


@blueprint.get("/bureau/history")
def show_bureau_history() -> Any:
    """The seats that ended."""
    return render_template(
        "assembly/bureau_history.html",
        title=_("Sièges passés du Bureau"),
        seats=former_seats(),
        how=how_seated,
    )


@blueprint.route("/bureau/new", methods=["GET", "POST"])
def give_seat() -> Any:
    """Seat whom the Assembly elected, or whom the Bureau co-opted into a vacant seat."""
    form, sittings, vacant = SeatForm(), _held(), vacant_seats()
    members = voting_members()
    form.offer(
        members=[(each.public_id, f"{each.name} ({country_name(each.country)})") for each in members],
        sittings=[(each.public_id, named_sitting(each)) for each in sittings],
        vacant=[(each.public_id, named_seat(each)) for each in vacant],
    )
    if form.validate_on_submit():
        at = next((each for each in sittings if each.public_id == form.sitting.data), None)
        fills = next((each for each in vacant if each.public_id == form.fills.data), None)
        if at is not None and at.body is Body.BUREAU and fills is None:
            form.fills.errors = [_("Le Bureau ne coopte qu’à un siège vacant : choisissez lequel.")]
        else:
            _give(form, at, fills)
            flash(_("Le siège est enregistré : il paraît sur la page publique."), "ok")
            return redirect(url_for("assembly.show_bureau"))
    return render_template(
        "assembly/bureau_seat_form.html", title=_("Enregistrer un siège"), form=form
    ), 422 if form.errors else 200


def _give(form: SeatForm, at: Sitting | None, fills: BureauSeat | None) -> BureauSeat:
    """The seat by the act that gives it: an Assembly of before, the Bureau's co-optation, or an election."""
    member, office, by = member_by_public_id(form.member.data), BureauOffice(form.office.data), current_person()
    if at is None:
        return seat_earlier(member, office, starts_on=form.starts_on.data, decision=form.decision.data, by=by)
    if at.body is Body.BUREAU and fills is not None:
        return co_opt(member, fills, at=at, by=by)
    return seat_elected(member, office, at=at, fills=fills, by=by)


@blueprint.route("/bureau/ex-officio", methods=["GET", "POST"])
def give_ex_officio() -> Any:
    """Seat somebody ex officio."""
    form = ExOfficioForm(form_key=secrets.token_urlsafe(16))
    if form.validate_on_submit():
        title = {"fr": form.title_fr.data, "en": form.title_en.data}
        seat_newcomer(
            {
                "given_name": form.given_name.data,
                "family_name": form.family_name.data,
                "civility": Civility(form.civility.data) if form.civility.data else None,
                "language": "fr",
                "email": None,
            },
            title={code: text for code, text in title.items() if text},
            decision=form.decision.data,
            form_key=form.form_key.data,
            by=current_person(),
        )
        flash(_("Le membre de droit est enregistré."), "ok")
        return redirect(url_for("assembly.show_bureau"))
    return render_template(
        "assembly/bureau_ex_officio.html", title=_("Enregistrer un membre de droit"), form=form
    ), 422 if form.errors else 200


@blueprint.get("/bureau/end-of-term")
def ask_end_terms() -> Any:
    """Before the term of the outgoing Bureau is ended: who leaves, at which Assembly."""
    elections = _elections()
    if not elections:
        raise NotFound
    return render_template(
        "assembly/bureau_end_terms.html",
        title=_("Mettre fin au mandat du Bureau sortant"),
        at=elections[0],
        named=named_sitting(elections[0]),
        leaving=[each for each in composition_now().seats if each.member_id and each.seated_at_id != elections[0].id],
        form=BaseForm(),
    )


@blueprint.post("/bureau/end-of-term/<public_id>")
def end_bureau_terms(public_id: str) -> Any:
    """End the term of those whom another sitting elected."""
    at = sitting_in(g.congress, public_id)
    if at.body is not Body.GENERAL_ASSEMBLY or at.state not in HELD:
        raise NotFound
    ended = end_terms(at, by=current_person())
    flash(
        ngettext("%(num)d mandat a pris fin.", "%(num)d mandats ont pris fin.", len(ended))
        if ended
        else _("Aucun mandat n’était à terminer."),
        "ok",
    )
    return redirect(url_for("assembly.show_bureau"))


def named_sitting(sitting: Sitting) -> str:
    """Return « Assemblée générale, 9 décembre 2026 »."""
    return f"{name_of(sitting)}, {format_day(sitting.day, weekday=False)}"


def named_seat(seat: BureauSeat) -> str:
    """Return « Vice-présidence, Parakou : vacant depuis le 3 mars 2027 »."""
    return _(
        "%(office)s, %(member)s : vacant depuis le %(day)s",
        office=words_for(seat.office),
        member=seat.member.name if seat.member else "",
        day=format_day(seat.ends_on, weekday=False) if seat.ends_on else "",
    )


def how_seated(seat: BureauSeat) -> str:
    """Return by which act somebody sits: the sitting that elected, the decision, or the words of the way."""
    said = str(words_for(seat.origin))
    if seat.seated_at is not None:
        return f"{said}, {named_sitting(seat.seated_at)}"
    return f"{said}, {seat.decision}" if seat.decision else said


def _held() -> list[Sitting]:
    return [each for each in sittings_of(g.congress) if each.state in HELD and not each.is_rehearsal]


def _elections() -> list[Sitting]:
    """The Assemblies that are open or were held, the latest first."""
    return [each for each in _held() if each.body is Body.GENERAL_ASSEMBLY]


def _sentence(bureau: Composition) -> str:
    count, given = len(bureau.elected), bureau.seats_given
    said = (
        ngettext("%(num)d siège élu est tenu.", "%(num)d sièges élus sont tenus.", count)
        if given is None
        else ngettext(
            "%(num)d siège tenu sur les %(given)d que donnent les statuts.",
            "%(num)d sièges tenus sur les %(given)d que donnent les statuts.",
            count,
            given=given,
        )
    )
    if bureau.vacant:
        said += " " + ngettext("%(num)d siège est vacant.", "%(num)d sièges sont vacants.", len(bureau.vacant))
    interims = [each for each in bureau.seats if each.origin is SeatOrigin.INTERIM]
    if interims:
        said += " " + ngettext(
            "%(num)d fonction est tenue par intérim.", "%(num)d fonctions sont tenues par intérim.", len(interims)
        )
    if bureau.overdue:
        said += " " + ngettext("%(num)d mandat est échu.", "%(num)d mandats sont échus.", len(bureau.overdue))
    return said
