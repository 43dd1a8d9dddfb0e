"""The billet: opened by a link, shown to the one person it is for, once per device they have said who they are."""

from functools import wraps
from pathlib import Path
from typing import Any

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from ... import crypto
from ...assembly.roll_calls import open_session_of
from ...assembly.voters import bound_sheets_of
from ...checkin.badges import badge_of, badge_pdf
from ...checkin.models import Badge, BadgeState
from ...checkin.qr import qr_svg
from ...checkin.short_code import format_short_code
from ...clock import now
from ...errors import NotFound
from ...hybrid.joining import joins_online, may_attend, opens_at
from ...hybrid.links import join_link, join_links, join_token
from ...papers.attendance import is_over
from ...papers.papers import valid_papers
from ...programme.invitations import calendar_bytes, own_mailbox
from ...programme.public import by_day, hours_of, place_of, reader_zone
from ...programme.releases import released_sessions
from ...programme.sign_up_list import sheets_of
from ...registration.absence import may_take_back
from ...registration.delegations import invitation_token
from ...registration.links import registration_by_ticket
from ...registration.models import PaperKind, Registration, RegistrationState
from ...registration.transitions import EXAMINED
from ...registration.waiting import ranks
from ...web.files import PDF, saved_file
from ...web.identity import current_person, signed_in_person
from . import blueprint


def own(view: Any) -> Any:
    """Give the view the registration of a link, once the person at the screen is the one it is for."""

    @wraps(view)
    def checked(token: str, **rest: Any) -> Any:
        registration = registration_by_ticket(token)
        if registration is None or registration.congress_id != g.congress.id:
            return render_template("personal/unknown.html", title=_("Ce lien n’est plus valable")), 404
        if not current_user.is_authenticated:
            flash(_("Ce billet est personnel : dites-nous qui vous êtes, une seule fois sur cet appareil."), "info")
            return redirect(url_for("account.sign_in", next=request.path))
        if current_person() is None:
            return redirect(url_for("account.who_are_you", next=request.path))
        if signed_in_person().id != registration.person_id:
            return render_template("personal/other.html", title=_("Ce billet est celui d’une autre personne")), 403
        return view(registration, token, **rest)

    return checked


@blueprint.get("/<token>")
@own
def ticket(registration: Registration, token: str) -> Any:
    """The billet, the next session, the programme of the days."""
    attends = registration.state is RegistrationState.APPROVED
    sessions = [each for each in released_sessions(g.congress) if may_attend(registration, each)] if attends else []
    links = join_links(registration, [each for each in sessions if joins_online(registration, each)])
    coming = next((each for each in sessions if each.ends_at > now() and not each.is_cancelled), None)
    badge = _living_badge(registration)
    return render_template(
        "personal/ticket.html",
        title=_("Votre billet"),
        registration=registration,
        token=token,
        account=crypto.keyed_hash("offline", str(registration.person_id))[:16],
        awaited=_awaited(registration),
        badge=badge,
        short_code=format_short_code(badge.short_code) if badge else None,
        qr=Markup(qr_svg(badge.token, label=_("Code du badge"))) if badge else None,  # noqa: S704 -- digits, made here
        coming=coming,
        opens_at=opens_at(coming) if coming and coming.id in links else None,
        days=by_day(sessions),
        joins={session: url_for("joining.door", token=join_token(link)) for session, link in links.items()},
        zone=reader_zone(registration.person.time_zone) or registration.delegation.time_zone,
        hours=hours_of,
        place=place_of,
        home_url=url_for("public.congress_page"),
        changes=_changes(registration),
        floor_url=_floor(registration) if attends else None,
        votes=bound_sheets_of(registration.person, g.congress),
        asks_sign_up=attends and bool(sheets_of(g.congress)),
        **_own_papers(registration),
    )


@blueprint.get("/<token>/calendar.ics")
@own
def calendar(registration: Registration, token: str) -> Any:
    """The calendar entry, the same bytes as in the letter of confirmation."""
    if registration.state is not RegistrationState.APPROVED or not own_mailbox(registration).email:
        raise NotFound
    ics = calendar_bytes(registration, registration.person.language)
    return saved_file(ics, "text/calendar; charset=utf-8; method=REQUEST", f"{g.congress.name}.ics")


@blueprint.get("/<token>/badge.pdf")
@own
def badge(registration: Registration, token: str) -> Any:
    """The badge to print at home, two sides of A6."""
    living = _living_badge(registration)
    if living is None:
        raise NotFound
    return saved_file(badge_pdf(living, registration.person.language), PDF, "badge.pdf")


@blueprint.get("/ticket-worker.js")
def worker() -> Any:
    """The worker that keeps a billet for reading without network; served from here, because here is what it may see."""
    path = Path(current_app.static_folder or "") / "js" / "ticket-worker.js"
    headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
    return Response(path.read_bytes(), headers=headers)


def _changes(registration: Registration) -> list[tuple[str, str]]:
    """Return the ways (words, address) to say that one cannot come, or comes after all."""
    here: dict[str, Any] = {"token": invitation_token(registration.delegation), "public_id": registration.public_id}
    if registration.is_active:
        return [(_("Je ne peux pas venir"), url_for("delegation.absence", **here))]
    if may_take_back([registration]):
        return [(_("Finalement, je viens"), url_for("delegation.take_back", **here))]
    return []


def _floor(registration: Registration) -> str | None:
    """Where to ask for the floor, while a sitting is open at which the person carries a voice."""
    held = open_session_of(registration)
    return url_for("joining.floor", token=join_token(join_link(registration, held))) if held is not None else None


def _living_badge(registration: Registration) -> Badge | None:
    held = badge_of(registration) if registration.state is RegistrationState.APPROVED else None
    return held if held and held.state is not BadgeState.REVOKED else None


def _own_papers(registration: Registration) -> dict[str, Any]:
    """Return what the billet says of papers: those that hold, and what may still be asked."""
    accredited = registration.state is RegistrationState.APPROVED
    valid = valid_papers(registration) if accredited else []
    return {
        "papers": valid,
        "may_certify": accredited
        and is_over(g.congress)
        and all(each.kind is not PaperKind.ATTENDANCE or each.outdated_at for each in valid),
    }


def _awaited(registration: Registration) -> str:
    """Say what the badge waits for."""
    state = RegistrationState.SUBMITTED if registration.state in EXAMINED else registration.state
    return {
        RegistrationState.DRAFT: _(
            "Votre délégation n’a pas encore envoyé votre inscription : elle peut le faire par le lien de sa lettre."
        ),
        RegistrationState.SUBMITTED: _(
            "Votre inscription est à l’examen. Dès qu’elle sera acceptée, le code de votre badge paraîtra ici, et une lettre vous le dira."
        ),
        RegistrationState.WAITING: _(
            "Vous êtes au rang %(rank)d de la liste d’attente. Une lettre vous dira qu’une place s’est libérée.",
            rank=ranks([registration]).get(registration.id, 0),
        ),
        RegistrationState.ON_HOLD: _(
            "Le Secrétariat permanent attend une précision de votre délégation avant de décider."
        ),
        RegistrationState.REFUSED: _(
            "Votre inscription n’a pas été acceptée. Le Secrétariat permanent répond à vos questions."
        ),
        RegistrationState.WITHDRAWN: _("Votre participation est annulée : ce billet n’ouvre plus aucune porte."),
        RegistrationState.SUBSTITUTED: _(
            "Une autre personne a pris votre place : ce billet n’ouvre plus aucune porte."
        ),
        RegistrationState.APPROVED: _("Votre badge est en cours d’établissement : son code paraîtra ici."),
    }.get(state, _("Votre inscription est à l’examen."))
