"""The board of arrivals, for the supervisor and the secretariat, and the same figures for a screen in the hall."""

from datetime import date
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...i18n import country_name, format_day, format_hour, sort_key
from ...reporting import board, board_lists
from ...reporting.board import ArrivalsBoard
from ...reporting.board_lists import BoardChoice, BoardList, Progress
from ...web.asking import asked, asked_page, kept
from ...web.guards import DOOR_SUPERVISORS, allows
from . import blueprint


@blueprint.get("/board")
@allows(DOOR_SUPERVISORS)
def show_board() -> Any:
    """Show who is inside and how fast people come; below, who has arrived by delegation or country, or which head has not."""
    countries = sorted(((code, country_name(code)) for code in board_lists.countries_expected(g.congress)), key=_named)
    by, choice = _asked_list(), _asked_choice(countries)
    seen = board.arrivals_board(g.congress, _asked_day())
    found = _list(by, choice)
    choices = kept("by", "q", "country", "progress", "sort", "day")
    return render_template(
        "door/board.html",
        title=_("Tableau des arrivées"),
        seen=seen,
        sentence=sentence(seen),
        columns=columns(seen),
        by=by,
        choice=choice,
        found=found,
        heads=board_lists.how_many_heads_wait(g.congress),
        tabs=[(url_for("door.show_board", **{**_kept_of_tab(), "by": each}), each, each is by) for each in BoardList],
        sorts={name: _sort(name, choice, choices) for name in ("name", "country", "expected", "arrived", "inside")},
        page_url=lambda number: url_for("door.show_board", **{**choices, "page": number}),
        days=[(day.isoformat(), format_day(day, year=False)) for day in board.days_to_choose(g.congress)],
        countries=[("", _("Tous les pays")), *countries],
        keep=kept("by", "sort"),
        topic=board.topic_of(g.congress),
    )


@blueprint.get("/board/screen")
@allows(DOOR_SUPERVISORS)
def show_board_screen() -> Any:
    """The figures of today, to be read from the other end of a hall."""
    seen = board.arrivals_board(g.congress)
    return render_template(
        "door/board_screen.html",
        title=_("Arrivées"),
        seen=seen,
        columns=columns(seen),
        topic=board.topic_of(g.congress),
    )


def sentence(seen: ArrivalsBoard) -> str:
    """Return the state of things: who is inside, who has arrived."""
    inside = ngettext("%(num)d personne est sur place", "%(num)d personnes sont sur place", seen.inside)
    if not seen.expected:
        return _("%(inside)s ; personne n’est encore attendu.", inside=inside)
    return _(
        "%(inside)s ; %(arrived)s des %(expected)s personnes attendues sont arrivées.",
        inside=inside,
        arrived=seen.arrived,
        expected=seen.expected,
    )


def columns(seen: ArrivalsBoard) -> list[dict[str, Any]]:
    """Return the quarters of an hour as the chart draws them, hours on the clock of the city."""
    return [
        {"label": format_hour(each.begins_at, g.congress.time_zone), "values": [each.entered, each.left]}
        for each in seen.quarters
    ]


def _list(by: BoardList, choice: BoardChoice) -> board_lists.ListPage:
    if by is BoardList.HEADS:
        return board_lists.heads_not_arrived(g.congress, choice)
    return board_lists.groups_of(g.congress, by, choice)


def _asked_list() -> BoardList:
    given = asked("by")
    return BoardList(given) if given in set(BoardList) else BoardList.DELEGATIONS


def _asked_choice(countries: list[tuple[str, str]]) -> BoardChoice:
    progress, country = asked("progress"), asked("country")
    return BoardChoice(
        q=asked("q"),
        country=country if len(country) == 2 else "",
        progress=Progress(progress) if progress in set(Progress) else None,
        sort=asked("sort", "name"),
        page=asked_page(),
        countries=tuple(code for code, _name in countries),
    )


def _asked_day() -> date | None:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return day if day in board.days_to_choose(g.congress) else None


def _kept_of_tab() -> dict[str, Any]:
    return kept("q", "country", "day")


def _sort(name: str, choice: BoardChoice, choices: dict[str, Any]) -> dict[str, Any]:
    """The address that sorts by a column (the other way round the second time), and how it is sorted now."""
    state = {name: "ascending", f"-{name}": "descending"}.get(choice.sort)
    wanted = f"-{name}" if choice.sort == name else name
    return {"url": url_for("door.show_board", **{**choices, "sort": wanted}), "sorted": state}


def _named(option: tuple[str, str]) -> str:
    return sort_key(option[1])
