"""The morning, the board « Qui a répondu », and the list of delegations."""

from collections.abc import Callable
from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...i18n import country_name, pick, sort_key
from ...minutes.declarations import waiting
from ...reporting.answers import (
    Board,
    BoardFilter,
    Coming,
    Share,
    board,
    morning,
    parity_of_all,
)
from ...reporting.delegations import (
    DelegationSearch,
    count_by_state,
    countries_of,
    days_until,
    find_delegations,
    silent_delegations,
)
from ...web.asking import asked, asked_page, kept
from ...web.exporting import export_addresses
from ...web.wording import words_for
from . import blueprint, words
from .tasks import declaration_tasks, first_steps, waiting_tasks
from .world import picture


@blueprint.get("/")
def today() -> Any:
    """What a morning begins with: one sentence, what waits, who comes, who is silent."""
    figures, seen = morning(g.congress), board(g.congress, BoardFilter())
    return render_template(
        "secretariat/today.html",
        title=_("Aujourd’hui"),
        kicker=words.countdown(g.congress, days_until(g.congress)),
        figures=figures,
        sentence=words.morning_sentence(figures),
        tasks=[*waiting_tasks(figures, can_invite=g.congress.registration_is_open), *declaration_tasks(*waiting())],
        steps=first_steps(g.congress, figures),
        map=picture(seen.by_country),
        countries_rows=share_rows(seen.by_country, country_name),
        categories_rows=share_rows(seen.by_category, words_for),
        coming=coming_rows(seen.coming),
        parity_rows=parity_rows(seen),
        parity_sentence=words.parity_sentence(parity_of_all(seen.parity)),
        silent=silent_delegations(g.congress),
        words=words,
    )


@blueprint.get("/delegations/answers")
def answers() -> Any:
    """« Qui a répondu », by country, category, mode and parity; the selection is in the address."""
    narrowed = asked_board()
    seen = board(g.congress, narrowed)
    return render_template(
        "secretariat/answers.html",
        title=_("Qui a répondu"),
        narrowed=narrowed,
        board=seen,
        parity_sentence=words.parity_sentence(parity_of_all(seen.parity)),
        sentence=board_sentence(seen),
        countries=country_options(),
        countries_rows=share_rows(seen.by_country, country_name),
        categories_rows=share_rows(seen.by_category, words_for),
        map=picture(seen.by_country),
        coming=coming_rows(seen.coming),
        exports=export_addresses("secretariat.export_answers", **kept("country", "category")),
        parity_rows=parity_rows(seen),
        words=words,
    )


@blueprint.get("/delegations", endpoint="board")
def list_delegations() -> Any:
    """All delegations: searched, filtered, sorted, paged; the choices are in the address."""
    search = asked_search()
    page, lines = find_delegations(g.congress, search, page=asked_page())
    choices = kept("q", "country", "category", "state", "sort")
    return render_template(
        "secretariat/delegations.html",
        title=_("Délégations"),
        search=search,
        page=page,
        lines=lines,
        counts=count_by_state(g.congress),
        countries=country_options(),
        sorts={
            column: sort_link(column, search.sort, choices) for column in ("name", "country", "invited", "answered")
        },
        page_url=lambda number: url_for("secretariat.board", **{**choices, "page": number}),
        result=ngettext("%(num)d délégation", "%(num)d délégations", page.total or 0),
        exports=export_addresses("secretariat.export_delegations", **choices),
        words=words,
    )


def asked_search() -> DelegationSearch:
    """Return what the address asks for."""
    return DelegationSearch(
        text=asked("q"),
        country=asked("country"),
        category=asked("category"),
        state=asked("state"),
        sort=asked("sort", "name"),
    )


def asked_board() -> BoardFilter:
    """Return what the board is narrowed to by the address."""
    return BoardFilter(country=asked("country"), category=asked("category"))


def sort_link(column: str, current: str, choices: dict[str, Any]) -> dict[str, Any]:
    """Return the address that sorts by a column (the other way round the second time) and how it is sorted now."""
    down = f"-{column}"
    now_sorted = "ascending" if current == column else "descending" if current == down else None
    wanted = down if current == column else column
    return {"url": url_for("secretariat.board", **{**choices, "sort": wanted}), "sorted": now_sorted}


def board_sentence(seen: Board) -> str:
    """Return how many of the delegations of the selection have answered."""
    if not seen.total:
        return _("Aucune délégation ne répond à ce choix.")
    return ngettext(
        "%(num)d délégation sur %(total)d a répondu.",
        "%(num)d délégations sur %(total)d ont répondu.",
        seen.answered,
        total=seen.total,
    )


def share_rows(shares: list[Share], words: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """Return who has answered, as the bars draw it."""
    return [{"label": str(words(s.group)), "values": [s.answered], "whole": s.total} for s in shares]


def coming_rows(rows: list[Coming]) -> list[dict[str, Any]]:
    """Return who comes and how, as the bars draw it."""
    return [{"label": pick(row.label), "values": [row.in_person, row.online, row.undecided]} for row in rows]


def parity_rows(seen: Board) -> list[dict[str, Any]]:
    """Return women, men and those whose civility is not known, as the bars draw them."""
    return [{"label": pick(label), "values": [p.women, p.men, p.unknown]} for label, p in seen.parity]


def country_options() -> list[tuple[str, str]]:
    """Return the countries that a delegation comes from, in the order of their names, and « tous »."""
    named = [(code, country_name(code)) for code in countries_of(g.congress)]
    return [("", _("tous")), *sorted(named, key=lambda pair: sort_key(pair[1]))]
