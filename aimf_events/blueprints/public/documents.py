"""Documents and videos of the congress: for everyone, some for the members alone."""

from typing import Any
from urllib.parse import urlsplit

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...publications.models import Access
from ...publications.publications import ForMembers, content_of, open_publication, shown_to
from ...web.files import shown_file
from ...web.guards import PROGRAMME_DESK, admits
from ...web.identity import current_person, current_roles
from . import blueprint


@blueprint.get("/documents")
def list_documents() -> Any:
    """What the reader may open; how many others are for the members."""
    found, reserved = shown_to(g.congress, current_person(), sees_all=_sees_all())
    return render_template(
        "public/documents.html",
        title=_("Documents et vidéos"),
        documents=[each for each in found if not each.is_video],
        videos=[each for each in found if each.is_video],
        reserved=reserved,
        host=lambda address: urlsplit(address).hostname,
        MEMBERS=Access.MEMBERS,
        home_url=url_for("public.congress_page"),
    )


@blueprint.get("/documents/<public_id>")
def read_document(public_id: str) -> Any:
    """One document in the browser; whoever is not signed in may be one of a member, and is asked."""
    try:
        found = open_publication(g.congress, public_id, current_person(), sees_all=_sees_all())
    except ForMembers:
        if current_user.is_authenticated:
            raise
        return redirect(url_for("account.sign_in", next=request.path))
    if found.is_video:
        return redirect(url_for("public.list_documents"))
    answer = shown_file(content_of(found), found.media_type, found.file_name)
    answer.headers["Content-Security-Policy"] = "script-src 'none'; form-action 'none'; base-uri 'none'"
    return answer


def _sees_all() -> bool:
    return admits(PROGRAMME_DESK, current_roles(), signed_in=current_user.is_authenticated, reads=True)
