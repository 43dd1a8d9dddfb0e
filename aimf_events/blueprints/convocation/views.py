"""Two pages: the convocation, and one of its papers. The link is the member's own; a withdrawn or altered one is a 404."""

from typing import Any

from flask import render_template, url_for

from ...assembly.agenda import document_of
from ...assembly.convocation_letter import name_of, when_of
from ...assembly.sitting_models import AgendaItem, ItemDocument, SittingState
from ...i18n import format_moment, zone_city
from ...web.files import shown_file
from . import blueprint
from .candidacies import election_lines
from .proxies import voice_lines
from .reading import convocation_of


@blueprint.get("/<token>")
def show(token: str) -> Any:
    """The sitting, its agenda, and the newest version of each paper."""
    convocation = convocation_of(token)
    sitting, member = convocation.sitting, convocation.member
    yours = None
    if member.time_zone != sitting.time_zone:
        yours = format_moment(sitting.starts_at, member.time_zone)
    return render_template(
        "convocation/show.html",
        title=name_of(sitting),
        sitting=sitting,
        member=member,
        when=when_of(sitting),
        yours=yours,
        city=zone_city(member.time_zone),
        items=[(number, item, _newest(item)) for number, item in enumerate(sitting.items, start=1)],
        voice=None if sitting.is_draft else voice_lines(convocation),
        elections=[] if sitting.is_draft else election_lines(convocation),
        token=token,
        is_over=sitting.state is SittingState.CLOSED,
        paper_url=lambda paper: url_for("convocation.read_paper", token=token, document_id=paper.public_id),
    )


@blueprint.get("/<token>/<document_id>")
def read_paper(token: str, document_id: str) -> Any:
    """A paper of the sitting."""
    paper = document_of(convocation_of(token).sitting, document_id)
    return shown_file(paper.content, paper.media_type, paper.name)


def _newest(item: AgendaItem) -> list[ItemDocument]:
    newest: dict[str, ItemDocument] = {}
    for paper in item.documents:  # by name, the latest version first
        newest.setdefault(paper.name, paper)
    return list(newest.values())
