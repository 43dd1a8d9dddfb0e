"""Signing in without a password: an address, a code, and who you are where a mailbox is shared."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from ...accounts import codes, sessions
from ...congress.congresses import all_congresses
from ...congress.roles import congresses_of
from ...errors import NotFound
from ...i18n import language
from ...people.contacts import persons_at
from ...web.forms import refused_on
from ...web.guards import SIGNED_IN, allows
from ...web.identity import begin_session, browser_secret, current_person, current_roles, current_session
from ...web.navigation import entrance, may_open
from ...web.wording import addressed
from . import blueprint
from .devices import device_words
from .forms import AddressForm, CodeForm, EndForm, WhoForm


@blueprint.get("/")
def home() -> Any:
    """The door of the house: where your work waits, or the congress that comes."""
    congresses, person = all_congresses(), current_person()
    working = congresses if current_roles() else congresses_of(person) if person else []
    return render_template(
        "account/home.html",
        title=_("Congrès de l’AIMF"),
        congresses=congresses,
        working=working,
        entrance=entrance,
        may_open_congress=may_open("congress.new_congress"),
        may_see_persons=may_open("dossier.list_persons"),
        may_see_newsletters=may_open("newsletters.list_newsletters"),
        may_see_colleagues=may_open("people.list_colleagues"),
    )


@blueprint.get("/healthz")
def health() -> Any:
    """Answer a balancer that asks whether this process serves."""
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/sign-in")
def sign_in() -> Any:
    """Ask for the address."""
    form = AddressForm(data={"email": request.args.get("email", ""), "next": request.args.get("next", "")})
    return render_template("account/sign_in.html", form=form, title=_("Connexion"))


@blueprint.post("/sign-in")
def ask_code() -> Any:
    """Send a code, and ask for it; the answer is the same whether the address is known or not."""
    form = AddressForm()
    if not form.validate_on_submit():
        return render_template("account/sign_in.html", form=form, title=_("Connexion")), 422
    codes.ask_code(form.email.data, browser=browser_secret(), place=request.remote_addr or "", language=language())
    session["sign_in_address"] = form.email.data
    return redirect(url_for("account.code", next=_safe(form.next.data)))


@blueprint.get("/sign-in/code")
def code() -> Any:
    """Ask for the six digits."""
    if "sign_in_address" not in session:
        return redirect(url_for("account.sign_in"))
    return _code_page(CodeForm(data={"next": request.args.get("next", "")}))


@blueprint.post("/sign-in/code")
def use_code() -> Any:
    """Open a session for a good code."""
    form, address = CodeForm(), session.get("sign_in_address")
    if address is None:
        return redirect(url_for("account.sign_in"))
    account = (
        refused_on(form.code, lambda: codes.use_code(address, form.code.data, browser=browser_secret()))
        if form.validate_on_submit()
        else None
    )
    if account is None:
        return _code_page(form), 422
    opened = begin_session(account)
    return redirect(
        url_for("account.who_are_you", next=_safe(form.next.data))
        if opened.person is None
        else _safe(form.next.data) or url_for("account.home")
    )


def _code_page(form: CodeForm) -> str:
    return render_template("account/code.html", form=form, title=_("Votre code"), address=session["sign_in_address"])


@blueprint.get("/sign-in/who")
@allows(SIGNED_IN)
def who_are_you() -> Any:
    """Ask which person behind a shared mailbox is at the screen."""
    return _who_page(WhoForm(data={"next": request.args.get("next", "")}))


@blueprint.post("/sign-in/who")
@allows(SIGNED_IN)
def choose_person() -> Any:
    """Remember who is at the screen, for this session."""
    form, opened = WhoForm(), current_user.session
    behind = {person.public_id: person for person in persons_at(opened.account.address)}
    form.person.choices = [(key, addressed(person)) for key, person in behind.items()]
    if not form.validate_on_submit():
        return _who_page(form), 422
    sessions.choose_person(opened, behind[form.person.data])
    return redirect(_safe(form.next.data) or url_for("account.home"))


def _who_page(form: WhoForm) -> str:
    behind = persons_at(current_user.session.account.address)
    form.person.choices = [(person.public_id, addressed(person)) for person in behind]
    return render_template(
        "account/who.html", form=form, title=_("Qui êtes-vous ?"), address=current_user.session.account.address
    )


@blueprint.get("/account/sessions")
@allows(SIGNED_IN)
def list_sessions() -> Any:
    """Show the browsers signed in to this mailbox."""
    opened = sessions.open_sessions(current_user.session.account)
    return render_template(
        "account/sessions.html",
        title=_("Vos appareils connectés"),
        sessions=opened,
        device=device_words,
        here=current_session(),
        form=EndForm(),
    )


@blueprint.post("/account/sessions/<public_id>/end")
@allows(SIGNED_IN)
def end_session(public_id: str) -> Any:
    """End one of this mailbox's sessions."""
    opened = next((s for s in sessions.open_sessions(current_user.session.account) if s.public_id == public_id), None)
    if opened is None:
        raise NotFound
    sessions.end_session(opened, by=current_person())
    flash(_("Cet appareil est déconnecté."), "ok")
    return redirect(url_for("account.list_sessions"))


@blueprint.post("/sign-out")
def sign_out() -> Any:
    """End this browser's session, and tell it to forget what it kept for reading offline."""
    opened = current_session()
    if opened:
        sessions.end_session(opened, by=current_person())
    logout_user()
    session.clear()
    answer = redirect(url_for("account.home"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _safe(path: str | None) -> str | None:
    """A path of this house, or None: a link from outside cannot send the reader elsewhere."""
    return path if path and path.startswith("/") and not path.startswith(("//", "/\\")) else None
