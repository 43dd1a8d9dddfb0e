"""The register of letters, one letter, sending again, restarting the channel."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...mail.channel import restart_channel, stopped_channel
from ...mail.folder import files_of, parsed, text_of
from ...mail.models import MessageState
from ...mail.outbox import can_be_resent, mark_called, resend
from ...mail.register import letter_of, letters_of, letters_to_call, tries_of
from ...mail.rendering import facts, name_of
from ...people.people import person_by_id
from ...web.asking import asked, asked_page
from ...web.exporting import export_addresses
from ...web.identity import current_person
from ...web.letter_frame import letter_file, letter_frame
from . import blueprint
from .words import kind_of, state_choices, tabs, timeline_of


@blueprint.get("/")
def outbox() -> Any:
    """The letters of the congress, filtered by the address."""
    chosen = {name: asked(name) for name in ("state", "fact", "q")}
    page = letters_of(
        g.congress.id,
        state=chosen["state"],
        fact=chosen["fact"],
        to=chosen["q"],
        page=asked_page(),
    )
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return render_template(
        "letters/outbox.html",
        tabs=tabs("letters.outbox"),
        page=page,
        chosen=chosen,
        states=state_choices(),
        facts=[("", _("Toutes les lettres")), *((fact, name_of(fact)) for fact in facts())],
        names={letter.fact: name_of(letter.fact) for letter in page.letters},
        kind_of=kind_of,
        stopped=stopped_channel(),
        to_call=letters_to_call(g.congress.id),
        url=lambda number: url_for("letters.outbox", **kept, page=number),
        exports=export_addresses("letters.export_letters", **kept),
    )


@blueprint.get("/<public_id>")
def letter(public_id: str) -> Any:
    """One letter: what became of it, and what it says (never a sign-in code)."""
    shown = letter_of(g.congress.id, public_id)
    content = parsed(shown.content) if shown.content and can_be_resent(shown) else None
    return render_template(
        "letters/letter.html",
        letter=shown,
        name=name_of(shown.fact),
        kind_of=kind_of,
        timeline=timeline_of(shown, tries_of(shown), g.congress.time_zone),
        text=text_of(content) if content else "",
        has_content=content is not None,
        files=[file.get_filename() for file in files_of(content)] if content else [],
        can_resend=can_be_resent(shown),
        person=person_by_id(shown.person_id) if shown.person_id else None,
    )


@blueprint.get("/<public_id>/html")
def letter_html(public_id: str) -> Any:
    """The letter's HTML, for the frame of its page."""
    return letter_frame(_content_of(public_id))


@blueprint.get("/<public_id>/files/<int:number>")
def letter_attachment(public_id: str, number: int) -> Any:
    """One file that went with the letter."""
    return letter_file(_content_of(public_id), number)


@blueprint.post("/<public_id>/resending")
def resend_letter(public_id: str) -> Any:
    """Send it again."""
    again = resend(letter_of(g.congress.id, public_id), by=current_person())
    is_held = again.state is MessageState.HELD
    flash(_("La lettre attend d’être relue.") if is_held else _("La lettre repart maintenant."), "ok")
    return redirect(url_for("letters.letter", public_id=again.public_id))


@blueprint.post("/<public_id>/call")
def mark_reader_called(public_id: str) -> Any:
    """The reader was reached by telephone."""
    mark_called(letter_of(g.congress.id, public_id), by=current_person())
    flash(_("C’est noté : la délégation a été appelée."), "ok")
    return redirect(url_for("letters.letter", public_id=public_id))


@blueprint.post("/channel/restart")
def restart_letters() -> Any:
    """Let letters leave again."""
    restart_channel(by=current_person())
    flash(_("L’envoi des lettres reprend."), "ok")
    return redirect(url_for("letters.outbox"))


def _content_of(public_id: str) -> Any:
    shown = letter_of(g.congress.id, public_id)
    if not shown.content or not can_be_resent(shown):
        raise NotFound
    return parsed(shown.content)
