"""What was shown in a session, once it is over. Not kept per release: time opens the page."""

from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...i18n import pick
from ...programme.public import public_session
from ...programme.session_documents import shown_in
from ...programme.session_files import file_in, slides_content
from ...web.files import shown_file
from . import blueprint


@blueprint.get("/programme/<public_id>/documents")
def session_documents(public_id: str) -> Any:
    """The slides that may be read."""
    session = public_session(g.congress, public_id)
    return render_template(
        "public/session_documents.html",
        title=_("Documents de la séance"),
        lead=pick(session.title),
        session=session,
        files=shown_in(session),
        home_url=url_for("public.congress_page"),
    )


@blueprint.get("/programme/<public_id>/files/<file>")
def session_document(public_id: str, file: str) -> Any:
    """One of them."""
    session = public_session(g.congress, public_id)
    found = file_in(g.congress, file)
    if found.id not in {each.id for each in shown_in(session)}:
        raise NotFound
    return shown_file(slides_content(found), found.media_type, found.file_name)
