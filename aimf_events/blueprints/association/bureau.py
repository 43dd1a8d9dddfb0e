"""The public page of the Bureau: who sits, at which office, until when; a portrait where the person agreed to it."""

from itertools import groupby
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.bureau_composition import Composition, composition_now, portrait_of
from ...assembly.bureau_models import BureauOffice, SeatOrigin
from ...i18n import format_day
from ...web.files import shown_file
from . import blueprint

HEADINGS = {BureauOffice.VICE_PRESIDENT, BureauOffice.MEMBER, BureauOffice.EX_OFFICIO}


@blueprint.get("/bureau")
def show_bureau() -> Any:
    """Who sits in the Bureau today."""
    bureau = composition_now()
    groups = [(office, list(seats)) for office, seats in groupby(bureau.seats, key=lambda each: each.office)]
    return render_template(
        "association/bureau.html",
        title=_("Le Bureau"),
        lead=_sentence(bureau),
        officers=[seat for office, seats in groups if office not in HEADINGS for seat in seats],
        groups=[(office, seats) for office, seats in groups if office in HEADINGS],
        INTERIM=SeatOrigin.INTERIM,
    )


@blueprint.get("/bureau/<seat_id>/portrait")
def show_portrait(seat_id: str) -> Any:
    """The portrait of somebody who sits and agrees."""
    return shown_file(portrait_of(seat_id), "image/jpeg", "portrait.jpg")


def _sentence(bureau: Composition) -> str:
    terms = [each.due_on for each in bureau.elected if each.due_on]
    if not terms:
        return _("Le Bureau dirige l’association entre deux Assemblées générales.")
    return ngettext(
        "%(num)d membre élu par l’Assemblée générale, dont le mandat court jusqu’au %(day)s.",
        "%(num)d membres élus par l’Assemblée générale, dont le mandat court jusqu’au %(day)s.",
        len(terms),
        day=format_day(max(terms), weekday=False),
    )
