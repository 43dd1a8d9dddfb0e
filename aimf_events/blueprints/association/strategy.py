"""The public page of the five-year programme: its axes, its objectives, how far each is, and what grants support it."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from ...i18n import format_day, list_words, money, pick
from ...membership.strategy import adopted_numbered, awarded_by_axis, programme_in_force, programmes
from ...membership.strategy_models import StrategicProgramme
from . import blueprint


@blueprint.get("/strategy")
def show_strategy() -> Any:
    """The programme in force; `?version=` asks for one before it."""
    asked = request.args.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else None
    programme = adopted_numbered(number) if number is not None else programme_in_force()
    return render_template(
        "association/strategy.html",
        title=pick(programme.title) if programme else _("Programme stratégique"),
        lead=_lead(programme) if programme else None,
        programme=programme,
        supported=_supported(programme) if programme else {},
        versions=[each for each in programmes() if not each.is_draft],
    )


def _lead(programme: StrategicProgramme) -> str:
    return _(
        "%(first)d à %(last)d. Adopté par l’Assemblée générale le %(day)s.",
        first=programme.first_year,
        last=programme.last_year,
        day=format_day(programme.adopted_on, weekday=False) if programme.adopted_on else "",
    )


def _supported(programme: StrategicProgramme) -> dict[int, str]:
    """By axis, « 3 projets soutenus : 120 000 EUR »."""
    said = {}
    for axis_id, sums in awarded_by_axis(programme).items():
        count = sum(number for _currency, number, _total in sums)
        amounts = list_words([money(total, currency) for currency, _number, total in sums])
        said[axis_id] = ngettext(
            "%(num)d projet soutenu : %(amounts)s.", "%(num)d projets soutenus : %(amounts)s.", count, amounts=amounts
        )
    return said
