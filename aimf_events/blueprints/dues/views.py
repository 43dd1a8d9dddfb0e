"""What members owe: the list, the account of one, entries recorded, confirmed by a second person, withdrawn."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.standing import Account, account_of, needs_second_person, record_dues
from ...assembly.standing_lists import accounts_of_today
from ...i18n import search_key
from ...members.dues import confirm_entry, end_entry, entry_of
from ...members.members import member_by_public_id
from ...members.models import EntryKind, Member, Standing
from ...web.asking import asked, asked_page, kept
from ...web.exporting import export_addresses
from ...web.identity import current_person
from . import blueprint
from .forms import EndForm, EntryForm
from .words import SHOWN, STANDING_KINDS, entry_lines, year_lines

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A member and its account."""

    member: Member
    account: Account


@blueprint.get("/")
def list_dues() -> Any:
    """Every member that owes dues, and how it stands."""
    lines, everyone = chosen_lines(), all_lines()
    pages = max(1, -(-len(lines) // PAGE))
    page = min(asked_page(), pages)
    choices = kept("q", "shown")
    return render_template(
        "dues/list.html",
        title=_("Cotisations"),
        sentence=_sentence(everyone),
        any_member=bool(everyone),
        lines=lines[(page - 1) * PAGE : page * PAGE],
        kinds=STANDING_KINDS,
        chosen={"q": asked("q"), "shown": asked("shown")},
        shown=[(value, words) for value, words in SHOWN.items()],
        result=ngettext("%(num)d membre", "%(num)d membres", len(lines)),
        page=page,
        pages=pages,
        page_url=lambda number: url_for("dues.list_dues", **{**choices, "page": number}),
        exports=export_addresses("dues.export_dues", **choices),
    )


@blueprint.get("/members/<public_id>")
def show_account(public_id: str) -> Any:
    """The account of one member."""
    return _account_page(member_by_public_id(public_id))


@blueprint.post("/members/<public_id>/entries")
def record(public_id: str) -> Any:
    """Record a payment or an exemption."""
    member = member_by_public_id(public_id)
    form = EntryForm(_years(account_of(member)))
    if not form.validate_on_submit():
        return _account_page(member, form), 422
    entry = record_dues(
        member,
        year=form.year.data,
        kind=EntryKind(form.kind.data),
        amount=form.amount.data,
        reference=form.reference.data,
        form_key=(form.form_key.data or "")[:40] or None,
        by=current_person(),
    )
    if entry.is_awaiting:
        flash(_("L’écriture est enregistrée. Elle comptera quand une seconde personne l’aura confirmée."), "warn")
    else:
        flash(_("L’écriture est enregistrée : elle compte dès maintenant."), "ok")
    return redirect(url_for("dues.show_account", public_id=public_id))


@blueprint.post("/entries/<public_id>/confirmation")
def confirm(public_id: str) -> Any:
    """Confirm, as the second person, what a first one recorded."""
    entry = confirm_entry(entry_of(public_id), by=current_person())
    flash(_("L’écriture est confirmée : elle compte dès maintenant."), "ok")
    return redirect(url_for("dues.show_account", public_id=entry.member.public_id))


@blueprint.get("/entries/<public_id>/withdrawal")
def ask_end(public_id: str) -> Any:
    """Ask why an entry is withdrawn."""
    return _end_page(public_id, EndForm())


@blueprint.post("/entries/<public_id>/withdrawal")
def end(public_id: str) -> Any:
    """Withdraw an entry that was wrong."""
    form = EndForm()
    if not form.validate_on_submit():
        return _end_page(public_id, form), 422
    entry = end_entry(entry_of(public_id), reason=form.reason.data, by=current_person())
    flash(_("L’écriture est retirée : elle ne compte plus."), "ok")
    return redirect(url_for("dues.show_account", public_id=entry.member.public_id))


def all_lines() -> list[Line]:
    """Return every member with its account, in the order of names. Read once for a request."""
    if "dues_lines" not in g:
        g.dues_lines = [Line(member, account) for member, account in accounts_of_today()]
    found: list[Line] = g.dues_lines
    return found


def chosen_lines() -> list[Line]:
    """Return those that the address asks for."""
    words, shown = search_key(asked("q")).split(), asked("shown")
    return [
        line for line in all_lines() if all(word in line.member.search_key for word in words) and _is_shown(line, shown)
    ]


def _is_shown(line: Line, shown: str) -> bool:
    tests = {
        "due": bool(line.account.years_due),
        "awaiting": bool(line.account.awaiting),
        "suspended": line.account.standing is Standing.SUSPENDED,
        "good": line.account.standing is Standing.GOOD,
    }
    return tests.get(shown, True)


def _sentence(lines: list[Line]) -> str:
    late = sum(line.account.standing is Standing.IN_ARREARS for line in lines)
    suspended = sum(line.account.standing is Standing.SUSPENDED for line in lines)
    said = _("Tous les membres sont à jour.") if not late and not suspended else ""
    if late:
        said = ngettext("%(num)d membre doit une cotisation.", "%(num)d membres doivent une cotisation.", late)
    if suspended:
        more = ngettext("%(num)d est suspendu.", "%(num)d sont suspendus.", suspended)
        said = f"{said} {more}".strip()
    awaiting = sum(len(line.account.awaiting) for line in lines)
    if awaiting:
        more = ngettext(
            "%(num)d écriture attend une seconde personne.",
            "%(num)d écritures attendent une seconde personne.",
            awaiting,
        )
        said = f"{said} {more}"
    return said


def _years(account: Account) -> list[int]:
    """The years for which something can be recorded: those owed first, then the others that were called, the latest first."""
    called = sorted((demand.year for demand in account.demands), reverse=True)
    return [*account.years_due, *(year for year in called if year not in account.years_due)]


def _account_page(member: Member, form: EntryForm | None = None) -> str:
    account = account_of(member)
    return render_template(
        "dues/account.html",
        title=_("Cotisations : %(member)s", member=member.name),
        member=member,
        account=account,
        kinds=STANDING_KINDS,
        years=year_lines(account),
        entries=entry_lines(account, g.congress, current_person()),
        form=form or EntryForm(_years(account), formdata=None, form_key=secrets.token_urlsafe(16)),
        second_person=needs_second_person(),
    )


def _end_page(public_id: str, form: EndForm) -> str:
    entry = entry_of(public_id)
    return render_template("dues/withdraw.html", title=_("Retirer une écriture"), entry=entry, form=form)
