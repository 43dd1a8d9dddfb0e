"""A table that leaves as a file: who may take it, what it is called, what its sheet « À propos » says, and the journal's line."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, g, request, send_file, url_for
from flask_babel import gettext as _

from ..clock import now
from ..i18n import format_moment, pick, zone_city
from ..reporting.exports import MEDIA_TYPES, About, Column, FileKind, record_export, table_file
from .guards import admits, reads_only, requirement_of
from .identity import current_person, current_roles
from .wording import addressed, words_for

_SEAT = "Europe/Paris"


def plain(label: Any, name: str) -> Column:
    """Return a column that shows a value of the row as it is."""
    return Column(label, attrgetter(name))


def worded(label: Any, name: str, words: Callable[[Any], Any] = words_for) -> Column:
    """Return a column that shows a value of the row in words: of a closed list, or as `words` says; empty where it is."""
    return Column(label, said_once(attrgetter(name), words))


def said_once(value: Callable[[Any], Any], words: Callable[[Any], Any]) -> Callable[[Any], str | None]:
    """Return what shows a value in words, each looked up once: thousands of rows share a few values."""
    known: dict[str, str] = {}

    def text(row: Any) -> str | None:
        found = value(row)
        if found is None or found == "":
            return None
        key = repr(found)
        if key not in known:
            known[key] = str(words(found))
        return known[key]

    return text


def export_addresses(endpoint: str, **keep: Any) -> list[tuple[str, str]]:
    """Return (words, address) of the two files of a list, with the choices that narrow it; none for who may only look.

    Args:
        endpoint: the view that sends the file; it takes `kind`.
        keep: the choices of the page, as they stand in its address.
    """
    roles, signed_in = current_roles(), current_person() is not None
    if not admits(requirement_of(endpoint), roles, signed_in=signed_in, reads=reads_only(endpoint, "GET")):
        return []
    words = ((FileKind.XLSX, _("Exporter (Excel)")), (FileKind.CSV, _("Exporter (CSV)")))
    return [(text, url_for(endpoint, kind=kind.value, **keep)) for kind, text in words]


def send_table(
    rows: Iterable[Any],
    columns: Sequence[Column],
    *,
    kind: str,
    table: str,
    title: str,
    narrowed: Sequence[tuple[str, str]] = (),
) -> Response:
    """Answer with a list as a file, and journal it. The view is marked `takes_away` (web/guards.py).

    Args:
        rows: read once; a generator keeps memory flat.
        kind: xlsx or csv.
        table: the word that names the list in the journal and in the name of the file.
        title: the name of the list in words.
        narrowed: what the list was narrowed to, a label and a text each; an empty text is passed over.
    """
    congress, moment = getattr(g, "congress", None), now()
    zone = congress.time_zone if congress else _SEAT
    about = About(title, _facts(congress, zone, [pair for pair in narrowed if pair[1]]))
    made = table_file(rows, columns, kind=kind, about=about, zone=zone)
    filters = {name: value for name, value in request.args.items() if name != "lang"}
    record_export(congress, table=table, kind=kind, rows=made.rows, filters=filters, by=current_person())
    stem = "-".join(part for part in (congress.name if congress else "", table) if part)
    name = f"{stem}-{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d}.{kind}"
    answer = send_file(made.content, MEDIA_TYPES[FileKind(kind)], as_attachment=True, download_name=name, max_age=None)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _facts(congress: Any, zone: str, narrowed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    person = current_person()
    when = _("%(moment)s, heure de %(city)s", moment=format_moment(now(), zone), city=zone_city(zone))
    facts = [(_("Congrès"), pick(congress.title))] if congress else []
    facts += [(_("Choix : %(label)s", label=label), text) for label, text in narrowed]
    if not narrowed:
        facts.append((_("Choix"), _("toute la liste")))
    facts += [(_("Exporté le"), when), (_("Exporté par"), addressed(person) if person else "")]
    facts.append(
        (_("À savoir"), _("Ce fichier contient des données personnelles ; cet export est inscrit au journal."))
    )
    return facts
