"""Arrivals of personalities, kept live: who is awaited, by which flight, and who has come in."""

from typing import Any

from flask import g, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from ...protocol.arrivals import counts_of, personalities_of, topic_of
from . import blueprint
from .words import rank_words, tabs


@blueprint.get("/arrivals")
def list_arrivals() -> Any:
    """Those awaited first, in the order in which they land; then those inside."""
    found = personalities_of(g.congress)
    inside, total = counts_of(found)
    sentence = ngettext(
        "%(num)d personnalité sur %(total)d est arrivée au congrès.",
        "%(num)d personnalités sur %(total)d sont arrivées au congrès.",
        inside,
        total=total,
    )
    return render_template(
        "protocol/arrivals.html",
        title=_("Arrivées des personnalités"),
        tabs=tabs("protocol.list_arrivals"),
        found=found,
        sentence=sentence,
        ranks=rank_words(),
        topic=topic_of(g.congress),
    )
