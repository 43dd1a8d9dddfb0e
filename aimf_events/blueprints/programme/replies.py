"""What agendas answered: who said yes, no or maybe, and the replies that a person must look at."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...programme import replies, reply_standings, sessions
from ...programme.public import hours_of
from ...web.identity import current_person
from . import blueprint


@blueprint.get("/replies")
def list_replies() -> Any:
    """The replies to look at, each session's answers, and who will not come to the congress."""
    planned = sessions.sessions_of(g.congress)
    by_session = reply_standings.standings_of_sessions([each.id for each in planned])
    days = reply_standings.standings_of_congress(g.congress)
    every = [each for standings in by_session.values() for each in standings]
    return render_template(
        "programme/replies.html",
        title=_("Réponses des agendas"),
        waiting=replies.waiting_replies(g.congress),
        sessions=[each for each in planned if each.id in by_session],
        counts={ident: reply_standings.counted(standings) for ident, standings in by_session.items()},
        total=reply_standings.counted(every),
        invited=len(every),
        days=reply_standings.counted(days),
        absent=[each for each in days if each.intention == "no"],
        hours=hours_of,
    )


@blueprint.get("/replies/<public_id>")
def read_reply(public_id: str) -> Any:
    """The facts of one letter, and what can be done with it."""
    reply = replies.reply_of(g.congress, public_id)
    entry = replies.entry_of(reply)
    return render_template(
        "programme/reply.html",
        title=_("Réponse à regarder"),
        reply=reply,
        entry=entry,
        can_be_kept=replies.can_be_kept(reply, entry),
        hours=hours_of,
    )


@blueprint.post("/replies/<public_id>/keeping")
def keep_reply(public_id: str) -> Any:
    """Take it for the answer of today."""
    replies.keep_reply(replies.reply_of(g.congress, public_id), by=current_person())
    flash(_("La réponse est prise en compte."), "ok")
    return redirect(url_for("programme.list_replies"))


@blueprint.post("/replies/<public_id>/setting-aside")
def set_reply_aside(public_id: str) -> Any:
    """Look at it no more."""
    replies.set_reply_aside(replies.reply_of(g.congress, public_id), by=current_person())
    flash(_("La réponse est laissée de côté."), "ok")
    return redirect(url_for("programme.list_replies"))
