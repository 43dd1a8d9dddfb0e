"""Letters about what the published versions changed: read here by the organiser, then sent, once."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...mail.models import OutgoingMessage
from ...mail.rendering import as_it_would_leave
from ...programme import change_letters, change_posting, change_text
from ...web.forms import BaseForm
from ...web.identity import current_person
from . import blueprint


@blueprint.get("/letters")
def list_change_letters() -> Any:
    """Whom the changes concern, what each will read, and the act of sending."""
    found = change_letters.letters_to_send(g.congress)
    return render_template(
        "programme/letters.html",
        title=_("Lettres à relire"),
        found=found,
        readers=len({each.email.casefold() for each in found.letters}),
        said=change_text,
        token=BaseForm(formdata=None),
    )


@blueprint.post("/letters")
def send_change_letters() -> Any:
    """Send those that are still ticked."""
    found = change_letters.letters_to_send(g.congress)
    told = set(request.form.getlist("tell"))
    sent = change_letters.send_letters(
        g.congress,
        seen=request.form.get("seen", ""),
        left_out=[each.key for each in found.letters if each.key not in told],
        by=current_person(),
    )
    flash(
        ngettext("%(num)d lettre part.", "%(num)d lettres partent.", sent) if sent else _("Aucune lettre ne part."),
        "ok",
    )
    return redirect(url_for("programme.list_releases"))


@blueprint.get("/letters/<key>")
def read_change_letter(key: str) -> Any:
    """One letter as its reader will read it."""
    letter = change_letters.letter_to_send(g.congress, key)
    fact, data, language = change_posting.words_of(g.congress, letter)
    unsent = OutgoingMessage(
        fact=fact,
        data={**data, "event": None},
        language=language,
        recipient=letter.email,
        recipient_name=letter.person.full_name,
        congress_id=g.congress.id,
        text_id=None,
    )
    subject, text, _html = as_it_would_leave(unsent)
    return render_template(
        "programme/letter.html", title=_("Lettre à relire"), letter=letter, subject=subject, text=text, spoken=language
    )
