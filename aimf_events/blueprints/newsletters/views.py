"""The newsletters: their list, the words of one, its preview, a test to oneself, the sending and what became of it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...accounts.models import Newsletter
from ...accounts.newsletters import (
    as_read,
    delete_newsletter,
    language_read,
    letters_by_state,
    new_newsletter_key,
    newsletter_by_public_id,
    newsletters,
    readers_by_language,
    send_newsletter,
    send_test,
    write_newsletter,
)
from ...i18n import LANGUAGES, pick
from ...mail.models import MessageState
from ...web.forms import refused_on
from ...web.identity import current_person, signed_in_person
from ...web.letter_frame import html_frame
from . import blueprint
from .forms import NewsletterWordsForm, version_seen

_ARRIVED = (MessageState.ACCEPTED, MessageState.DELIVERED)
_LOST = (MessageState.FAILED, MessageState.BOUNCED)
_HELD_BACK = (MessageState.SUPPRESSED, MessageState.SUPERSEDED)


@blueprint.get("/")
def list_newsletters() -> Any:
    """Drafts, and what was sent, when, to how many."""
    return render_template(
        "newsletters/list.html",
        title=_("Lettre d’information"),
        newsletters=newsletters(),
        subscribers=sum(readers_by_language().values()),
    )


@blueprint.get("/new")
def new_newsletter() -> Any:
    """An empty form; its address bears the key of the newsletter to come."""
    form = NewsletterWordsForm(seen="0")
    return _words_page(form, new_newsletter_key(), _("Écrire une lettre d’information"))


@blueprint.get("/<public_id>/words")
def edit_newsletter(public_id: str) -> Any:
    """The words of a draft."""
    kept = newsletter_by_public_id(public_id)
    if kept.started_at:
        return redirect(_page_of(kept))
    given = {f"{part}_{code}": getattr(kept, part).get(code, "") for part in ("subject", "body") for code in LANGUAGES}
    form = NewsletterWordsForm(**given, seen=str(kept.version))
    return _words_page(form, public_id, _("Changer la lettre d’information"))


@blueprint.post("/<public_id>/words")
def save_newsletter(public_id: str) -> Any:
    """Keep the words of a draft, new or not, and show them as they will be read."""
    form = NewsletterWordsForm()
    title = (
        _("Changer la lettre d’information") if version_seen(form.seen.data) else _("Écrire une lettre d’information")
    )
    if not form.validate_on_submit():
        return _words_page(form, public_id, title), 422
    kept = refused_on(
        form.body_fr,
        lambda: write_newsletter(
            public_id,
            subject=form.both("subject"),
            body=form.both("body"),
            seen=version_seen(form.seen.data),
            by=current_person(),
        ),
    )
    if kept is None:
        return _words_page(form, public_id, title), 422
    flash(_("Le brouillon est enregistré. Relisez-le avant de l’envoyer."), "ok")
    return redirect(_page_of(kept))


@blueprint.get("/<public_id>")
def show_newsletter(public_id: str) -> Any:
    """A draft as it will be read, with the one button that sends it; or what became of what was sent."""
    kept = newsletter_by_public_id(public_id)
    read = [(code, *as_read(kept, code)[:2]) for code in LANGUAGES if language_read(kept, code) == code]
    page: dict[str, Any] = {"title": pick(kept.subject), "newsletter": kept, "read": read}
    if kept.started_at:
        return render_template("newsletters/sent.html", **page, arrival=_arrival(kept))
    by_language = readers_by_language()
    return render_template(
        "newsletters/draft.html",
        **page,
        readers=sum(by_language.values()),
        shares=[(code, by_language[code], language_read(kept, code)) for code in LANGUAGES if by_language.get(code)],
        key=new_newsletter_key(),
    )


@blueprint.get("/<public_id>/<language>/html")
def newsletter_html(public_id: str, language: str) -> Any:
    """The letter with its layout, for the frame of its page."""
    return html_frame(as_read(newsletter_by_public_id(public_id), language)[2])


@blueprint.post("/<public_id>/try")
def try_newsletter(public_id: str) -> Any:
    """Send it to oneself in each of its languages, marked as a test."""
    kept, me = newsletter_by_public_id(public_id), signed_in_person()
    count = send_test(kept, to=me, key=request.form.get("key") or new_newsletter_key())
    flash(
        ngettext("%(num)d essai part à %(email)s.", "%(num)d essais partent à %(email)s.", count, email=me.email), "ok"
    )
    return redirect(_page_of(kept))


@blueprint.post("/<public_id>/sending")
def send(public_id: str) -> Any:
    """Send it, once, as it was read."""
    kept = newsletter_by_public_id(public_id)
    send_newsletter(kept, seen=version_seen(request.form.get("seen")), by=current_person())
    return redirect(_page_of(kept))


@blueprint.post("/<public_id>/deletion")
def delete(public_id: str) -> Any:
    """Throw a draft away."""
    delete_newsletter(newsletter_by_public_id(public_id), by=current_person())
    flash(_("Le brouillon est supprimé."), "ok")
    return redirect(url_for("newsletters.list_newsletters"))


def _words_page(form: NewsletterWordsForm, public_id: str, title: str) -> str:
    return render_template("newsletters/words.html", title=title, form=form, public_id=public_id)


def _arrival(newsletter: Newsletter) -> list[tuple[str, int]]:
    """What became of the letters, in words, each with how many; only what there is."""
    states = letters_by_state(newsletter)
    known = (*_ARRIVED, *_LOST, *_HELD_BACK, MessageState.UNCERTAIN)
    counted = (
        (_("Remises à la messagerie des destinataires"), sum(states.get(each, 0) for each in _ARRIVED)),
        (_("En attente de départ"), sum(number for state, number in states.items() if state not in known)),
        (_("Remises, sans réponse du serveur"), states.get(MessageState.UNCERTAIN, 0)),
        (_("Refusées ou revenues"), sum(states.get(each, 0) for each in _LOST)),
        (
            _("Retenues : abonnement fini, adresse en panne ou délai passé"),
            sum(states.get(each, 0) for each in _HELD_BACK),
        ),
    )
    return [(words, number) for words, number in counted if number]


def _page_of(newsletter: Newsletter) -> str:
    return url_for("newsletters.show_newsletter", public_id=newsletter.public_id)
