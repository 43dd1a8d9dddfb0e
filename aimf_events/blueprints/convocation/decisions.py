"""What the association has decided, as members read it: the register across years, one decision, its extract for the council."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.models import Body
from ...i18n import DEFAULT_LANGUAGE, language, pick
from ...minutes.extracts import extract_pdf
from ...minutes.register import Wanted, counts, decision_by_public_id, decisions_for
from ...web.asking import asked, asked_page, kept
from ...web.decision_words import follow_words, sitting_words, way_words
from ...web.files import PDF, shown_file
from ...web.wording import words_for
from . import blueprint
from .reading import convocation_of

PAGE = 20


@blueprint.get("/<token>/decisions")
def list_decisions(token: str) -> Any:
    """The register, as members read it."""
    convocation, page, body = convocation_of(token), asked_page(), asked("body")
    wanted = Wanted(words=asked("q"), body=Body(body) if body in set(Body) else None, members_only=True)
    found, count = decisions_for(wanted, page=page, size=PAGE)
    choices = {"token": token, **kept("q", "body")}
    return render_template(
        "convocation/decisions.html",
        title=_("Décisions de l’association"),
        token=token,
        member=convocation.member,
        any_decision=counts(members_only=True).all,
        lines=[(each, sitting_words(each), way_words(each), follow_words(each), pick(each.text)) for each in found],
        chosen={"q": asked("q"), "body": body},
        bodies=[("", _("les deux")), *((each.value, str(words_for(each))) for each in Body)],
        result=ngettext("%(num)d décision", "%(num)d décisions", count),
        in_english=language() != DEFAULT_LANGUAGE,
        page=page,
        pages=max(1, -(-count // PAGE)),
        page_url=lambda number: url_for("convocation.list_decisions", **{**choices, "page": number}),
    )


@blueprint.get("/<token>/decisions/<public_id>/extract.pdf")
def read_extract(token: str, public_id: str) -> Any:
    """The extract for the member's own council, in French; with `language=en`, the translation given for courtesy."""
    member = convocation_of(token).member
    decision = decision_by_public_id(public_id, members_only=True)
    chosen = "en" if asked("language") == "en" else DEFAULT_LANGUAGE
    return shown_file(extract_pdf(decision, [member.name], language=chosen), PDF, f"{decision.reference}.pdf")
