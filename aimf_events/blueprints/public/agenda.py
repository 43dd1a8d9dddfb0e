"""A reader's own agenda, without an account: the sessions they ticked stand in its address, and nowhere else."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...programme.public import Choice, hours_of, place_of, public_programme, reader_zone
from . import blueprint
from .choosing import asked_numbers


@blueprint.get("/programme/agenda")
def agenda() -> Any:
    """The sessions of an agenda, or a box for each where none is chosen yet. A form's address becomes the short one."""
    numbers = asked_numbers(request.args)
    if not numbers or "choose" in request.args:
        return _choice(numbers)
    written = ".".join(map(str, numbers))
    zone = request.args.get("zone") or None
    if len(request.args.getlist("s")) > 1:
        return redirect(url_for("public.agenda", s=written, zone=zone))
    days = [
        (day, kept)
        for day, sessions in public_programme(g.congress, Choice()).days
        if (kept := [each for each in sessions if each.number in numbers])
    ]
    return render_template(
        "public/agenda.html",
        title=_("Mon agenda du congrès"),
        days=days,
        written=written,
        zone=reader_zone(zone),
        hours=hours_of,
        place=place_of,
        home_url=url_for("public.congress_page"),
    )


def _choice(numbers: list[int]) -> str:
    """The sessions with a box each; the choice becomes an address."""
    return render_template(
        "public/choose.html",
        title=_("Composer mon agenda"),
        programme=public_programme(g.congress, Choice()),
        chosen=set(numbers),
        zone=reader_zone(request.args.get("zone")),
        hours=hours_of,
        place=place_of,
        home_url=url_for("public.congress_page"),
    )
