"""Mailboxes that no longer take letters: whom to call, and which to write to again."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...mail.mailboxes import clear_mailbox, dead_mailbox, dead_mailboxes
from ...people.contacts import persons_behind
from ...web.identity import current_person
from . import blueprint
from .words import tabs


@blueprint.get("/mailboxes")
def list_mailboxes() -> Any:
    """The dead mailboxes, with whom they reached and what the other server said."""
    boxes = dead_mailboxes()
    return render_template(
        "letters/mailboxes.html",
        title=_("Adresses en panne"),
        tabs=tabs("letters.list_mailboxes"),
        boxes=boxes,
        people=persons_behind([box.key for box in boxes]),
    )


@blueprint.post("/mailboxes/<public_id>/clearing")
def clear_dead_mailbox(public_id: str) -> Any:
    """Write to it again."""
    box = dead_mailbox(public_id)
    clear_mailbox(box, by=current_person())
    flash(_("On écrit de nouveau à %(email)s.", email=box.key), "ok")
    return redirect(url_for("letters.list_mailboxes"))
