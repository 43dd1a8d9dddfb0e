"""The list, and one registration with all that is known of it."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...congress.categories import categories_of
from ...errors import NotFound
from ...journal import history
from ...programme.reply_standings import standing_of_registration
from ...registration.accreditation import decisions_of_congress, open_decisions
from ...registration.decisions import decisions_of
from ...registration.delegations import delegations_of
from ...registration.documents import documents_about
from ...registration.listing import SORTS, Wanted, countries_of, counts_by_state, find_registrations, neighbours_of
from ...registration.models import Registration, RegistrationState
from ...registration.registrations import photo_of, registration_by_public_id, save_identity
from ...registration.waiting import ranks
from ...web.exporting import export_addresses
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import DecisionForm, IdentityForm, TurnForm
from .words import BUTTONS, BUTTONS_ASKED_FIRST, KINDS, filter_lists, summary, verb_words


@blueprint.get("")
def list_registrations() -> Any:
    """Show the registrations that answer the filters of the address."""
    wanted = wanted_of(request.args)
    found = find_registrations(g.congress, wanted, page=request.args.get("page", 1, type=int))
    counts = counts_by_state(g.congress)
    kept = {name: value for name, value in kept_filters().items() if value != getattr(Wanted(), name)}
    return render_template(
        "accreditation/list.html",
        title=_("Accréditations"),
        found=found,
        wanted=wanted,
        kept=kept,
        queue={**kept, "sort": wanted.sort},
        summary=summary(counts),
        selects=filter_lists(
            wanted, g.congress, categories_of(g.congress), delegations_of(g.congress), countries_of(g.congress)
        ),
        kinds=KINDS,
        sorts=SORTS,
        decisions=[(decision, BUTTONS_ASKED_FIRST[decision]) for decision in _offered(wanted)],
        form=DecisionForm(),
        exports=export_addresses("accreditation.export_registrations", **kept),
    )


@blueprint.get("/<public_id>")
def show_registration(public_id: str) -> Any:
    """Show one registration: the person, the photo, each decision, the journal, what can be decided."""
    return registration_page(registration_by_public_id(g.congress, public_id), DecisionForm())


@blueprint.route("/<public_id>/identity", methods=["GET", "POST"])
def edit_identity(public_id: str) -> Any:
    """Correct who comes, on behalf of the delegation."""
    registration = registration_by_public_id(g.congress, public_id)
    form = IdentityForm(data=_answers(registration)) if request.method == "GET" else IdentityForm()
    offered = {c.public_id: c for c in categories_of(g.congress)}
    form.offer(list(offered.values()))
    if form.validate_on_submit():
        save_identity(registration, category=offered[form.category.data], by=current_person(), **form.identity())
        flash(_("C’est enregistré."), "ok")
        return redirect(url_for("accreditation.show_registration", public_id=public_id))
    title = _("Corriger %(person)s", person=addressed(registration.person))
    page = {"form": form, "registration": registration}
    return render_template("accreditation/identity.html", title=title, **page), 422 if form.errors else 200


@blueprint.get("/<public_id>/portrait")
def portrait(public_id: str) -> Response:
    """Serve the portrait to the desk alone."""
    full = "full" in request.args
    kept = photo_of(registration_by_public_id(g.congress, public_id), full=full)
    if kept is None:
        raise NotFound
    content = kept.jpeg if full else kept.thumbnail
    return Response(content, mimetype="image/jpeg")


def wanted_of(args: Any) -> Wanted:
    """Read the filters of an address; what is not a filter is passed over."""
    return Wanted(**{name: args.get(name, default)[:100] for name, default in vars(Wanted()).items()})


def kept_filters() -> dict[str, Any]:
    """Return the filters that the address bears, to be borne further."""
    return {name: value for name, value in vars(wanted_of(request.args)).items() if value and name in request.args}


def _offered(wanted: Wanted) -> list[str]:
    """The decisions on many: a late request is first taken, or refused."""
    return ["admit", "refuse"] if wanted.aside == "late" else decisions_of_congress(g.congress)


def registration_page(registration: Registration, form: DecisionForm, *, turn: TurnForm | None = None) -> Any:
    """Render one registration, with the form of its decision; and of its turn, where it waits for a place."""
    waits, queue = registration.state is RegistrationState.WAITING, kept_filters()
    return render_template(
        "accreditation/registration.html",
        title=addressed(registration.person),
        registration=registration,
        decisions=decisions_of(registration),
        agenda=standing_of_registration(registration),
        open=open_decisions(registration),
        buttons=BUTTONS,
        entries=history(registration),
        kinds=KINDS,
        verb_words=verb_words,
        form=form,
        queue=queue,
        documents=documents_about(registration),
        place=neighbours_of(registration, wanted_of(queue)) if queue else None,
        turn=(turn or TurnForm(formdata=None)) if waits else None,
        rank=ranks([registration]).get(registration.id) if waits else None,
    ), 422 if form.errors or (turn and turn.errors) else 200


def _answers(registration: Registration) -> dict[str, Any]:
    person = registration.person
    names = {n: getattr(person, n) for n in ("honorific", "given_name", "family_name", "badge_name", "original_name")}
    rest = {n: getattr(registration, n) for n in ("function", "email", "telephone")}
    return (
        names
        | rest
        | {
            "civility": person.civility.value if person.civility else "",
            "category": registration.category.public_id,
            "capacity": registration.capacity.value,
        }
    )
