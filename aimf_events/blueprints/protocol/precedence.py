"""Precedence: the list of all guests, the place of one, the list as a file, the name plates."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...congress.ranks import rank_numbered
from ...errors import Refusal
from ...i18n import country_name
from ...protocol.plates import plates_pdf
from ...protocol.precedence import Guest, guests_of, narrowed, place_guest, standing_of
from ...registration.registrations import registration_by_public_id
from ...reporting.exports import Column
from ...web.asking import asked, asked_page, kept
from ...web.exporting import export_addresses, send_table
from ...web.files import PDF, shown_file
from ...web.guards import takes_away
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import PlaceForm
from .words import rank_options, rank_words, tabs

PAGE = 50
MOST_PLATES = 300


class NoPlates(Refusal):
    """Nobody answers, or too many do, for one file of plates."""

    code = "no_plates"


@blueprint.get("/")
def list_precedence() -> Any:
    """Everyone who comes, in precedence."""
    guests = guests_of(g.congress)
    found, words = _chosen(guests), rank_words()
    pages = max(1, -(-len(found) // PAGE))
    page = min(asked_page(), pages)
    choices = kept("q", "rank")
    return render_template(
        "protocol/precedence.html",
        title=_("Préséance"),
        tabs=tabs("protocol.list_precedence"),
        guests=found[(page - 1) * PAGE : page * PAGE],
        any_guest=bool(guests),
        sentence=_sentence(guests),
        chosen={"q": asked("q"), "rank": asked("rank")},
        ranks=words,
        rank_options=rank_options(words),
        result=ngettext("%(num)d personne", "%(num)d personnes", len(found)),
        page=page,
        pages=pages,
        page_url=lambda number: url_for("protocol.list_precedence", **{**choices, "page": number}),
        exports=export_addresses("protocol.export_precedence", **choices),
        plates=url_for("protocol.print_plates", **choices) if 0 < len(found) <= MOST_PLATES else None,
    )


@blueprint.get("/precedence.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/precedence.csv", defaults={"kind": "csv"})
@takes_away
def export_precedence(kind: str) -> Any:
    """The order of precedence as a file."""
    words = rank_words()
    columns = [
        Column(_("Place"), lambda guest: guest.place),
        Column(_("Ex æquo"), lambda guest: guest.is_tied),
        Column(_("Rang"), lambda guest: words.get(guest.rank, guest.rank)),
        Column(_("Ordre dans ce rang"), lambda guest: guest.order or None),
        Column(_("Nom"), lambda guest: addressed(guest.registration.person)),
        Column(_("Nom dans son écriture d’origine"), lambda guest: guest.registration.person.original_name),
        Column(_("Fonction"), lambda guest: guest.registration.function),
        Column(_("Délégation"), lambda guest: guest.registration.delegation.name),
        Column(_("Pays"), lambda guest: country_name(guest.registration.delegation.country)),
    ]
    said = [(_("Recherche"), asked("q")), (_("Rang"), dict(rank_options(words)).get(asked("rank"), ""))]
    rows = _chosen(guests_of(g.congress))
    return send_table(rows, columns, kind=kind, table="precedence", title=_("Préséance"), narrowed=said)


@blueprint.get("/plates.pdf")
@takes_away
def print_plates() -> Response:
    """The name plates of the guests that the filters keep, in precedence, a sheet each."""
    found = _chosen(guests_of(g.congress))
    if not 0 < len(found) <= MOST_PLATES:
        raise NoPlates(
            _("Un fichier compte de 1 à %(most)d chevalets.", most=MOST_PLATES),
            advice=_("Choisissez un rang ou une délégation, puis imprimez."),
        )
    pdf = plates_pdf([guest.registration for guest in found], g.congress, addressed)
    return shown_file(pdf, PDF, f"chevalets-{g.congress.name}.pdf")


@blueprint.get("/guests/<public_id>")
def show_guest(public_id: str) -> Any:
    """The rank of one guest, and the form that changes it."""
    registration = registration_by_public_id(g.congress, public_id)
    standing = standing_of(registration)
    given = {"rank": str(standing.rank.number), "order": standing.position or None} if standing else {}
    return _guest_page(registration, PlaceForm(formdata=None, **given))


@blueprint.post("/guests/<public_id>")
def place(public_id: str) -> Any:
    """Give a guest a rank and an order."""
    registration, form = registration_by_public_id(g.congress, public_id), PlaceForm()
    form.rank.choices = _rank_choices()
    if not form.validate_on_submit():
        return _guest_page(registration, form), 422
    rank = rank_numbered(g.congress, int(form.rank.data)) if form.rank.data else None
    place_guest(registration, rank, form.order.data or 0, by=current_person())
    flash(_("La place de %(person)s est enregistrée.", person=addressed(registration.person)), "ok")
    return redirect(url_for("protocol.list_precedence", q=registration.person.family_name))


def _guest_page(registration: Any, form: PlaceForm) -> str:
    form.rank.choices = _rank_choices()
    title = addressed(registration.person)
    return render_template("protocol/guest.html", title=title, registration=registration, form=form)


def _rank_choices() -> list[tuple[str, str]]:
    return [
        ("", _("celui que son inscription lui donne")),
        *((str(number), text) for number, text in rank_words().items()),
    ]


def _chosen(guests: list[Guest]) -> list[Guest]:
    return narrowed(guests, q=asked("q"), rank=asked("rank"))


def _sentence(guests: list[Guest]) -> str:
    given = sum(guest.is_given for guest in guests)
    tied = sum(guest.is_tied for guest in guests)
    said = ngettext(
        "%(num)d personne attendue, dont %(given)d au rang fixé par le protocole.",
        "%(num)d personnes attendues, dont %(given)d au rang fixé par le protocole.",
        len(guests),
        given=given,
    )
    if not tied:
        return said
    equal = ngettext("%(num)d est ex æquo.", "%(num)d sont ex æquo.", tied)
    return f"{said} {equal}"
