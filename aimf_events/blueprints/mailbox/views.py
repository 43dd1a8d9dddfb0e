"""The letters of the demo, the newest first, read out of its folder."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template, request, url_for

from ...errors import NotFound
from ...mail.folder import files_of, kept_letter, kept_letters, text_of
from ...web.letter_frame import letter_file, letter_frame
from . import blueprint

PER_PAGE = 50
_HERE = ("localhost", "127.0.0.1", "::1")


def folder() -> Path:
    """Return the folder of the letters.

    Raises:
        NotFound: this is not the demo, letters leave by a server, or the request is not from this machine.
    """
    config = current_app.config["AIMF"]
    asked_for = urlsplit(f"//{request.host}").hostname
    if not config.demo or config.smtp_url or config.mail_folder is None:
        raise NotFound
    if asked_for not in _HERE or request.remote_addr not in ("127.0.0.1", "::1"):
        raise NotFound
    return Path(config.mail_folder)


@blueprint.get("/")
def inbox() -> Any:
    """All letters, or those of one recipient."""
    to = request.args.get("to", "")
    letters = kept_letters(folder(), to=to)
    pages = max(1, -(-len(letters) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "mailbox/inbox.html",
        letters=letters[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(letters),
        to=to,
        page=page,
        pages=pages,
        url=lambda number: url_for("mailbox.inbox", to=to or None, page=number),
    )


@blueprint.get("/<name>")
def letter(name: str) -> Any:
    """One letter."""
    shown = kept_letter(folder(), name)
    to = shown["To"].addresses[0]
    return render_template(
        "mailbox/letter.html",
        name=name,
        subject=str(shown["Subject"]),
        recipient=to.addr_spec,
        recipient_name=to.display_name,
        at=shown["Date"].datetime,
        text=text_of(shown),
        files=[file.get_filename() for file in files_of(shown)],
    )


@blueprint.get("/<name>/html")
def letter_html(name: str) -> Any:
    """The letter's HTML, for the frame of its page."""
    return letter_frame(kept_letter(folder(), name))


@blueprint.get("/<name>/files/<int:number>")
def letter_attachment(name: str, number: int) -> Any:
    """One file that came with the letter."""
    return letter_file(kept_letter(folder(), name), number)
