"""The screen of a hall: what is on, what comes next. Read from 25 m; it asks again by itself, without scripts."""

from typing import Any

from flask import g, make_response, render_template, request, url_for
from flask_babel import gettext as _

from ...clock import now
from ...programme.hall import first_to_come, now_and_next
from ...programme.public import hours_of, place_of
from . import blueprint

AGAIN = 30  # seconds


@blueprint.get("/programme/hall")
def hall_screen() -> Any:
    """All rooms in a column each, or the one of `?room=` alone."""
    rooms = now_and_next(g.congress, now(), room=request.args.get("room") or None)
    alone = rooms[0].name if len(rooms) == 1 else ""
    page = make_response(
        render_template(
            "public/hall.html",
            title=_("Maintenant et ensuite, %(room)s", room=alone) if alone else _("Maintenant et ensuite"),
            rooms=rooms,
            alone=bool(alone),
            moment=now(),
            coming=None if rooms else first_to_come(g.congress, now()),
            hours=hours_of,
            place=place_of,
            home_url=url_for("public.programme"),
        )
    )
    page.headers["Refresh"] = str(AGAIN)
    return page
