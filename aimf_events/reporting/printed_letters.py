"""The invitation on paper: the same words as the letter that leaves by mail, with a QR and a code to type in place of its link.

Set by typst like the badges. Words reach the template as JSON and are placed as text, never read as markup.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

import typst
from flask import current_app
from flask_babel import gettext as _

from ..checkin.qr import printed_svg
from ..clock import now
from ..i18n import country_name, format_day, pick, use_language
from ..mail import holding, prose, texts
from ..mail.letterheads import Frame, letterhead_of
from ..mail.models import LetterText, OutgoingMessage
from ..people.titles import called
from ..registration.invitation_letter import INVITED, function_of, letter_words
from ..registration.letters import delegation_url
from ..registration.models import DelegationContact
from ..registration.typed_codes import typed_code

_one_at_a_time = Lock()  # a compiler keeps the inputs of its last run


def invitations_pdf(contacts: Sequence[DelegationContact]) -> bytes:
    """Return the printed invitations of some correspondents, one after the other.

    Raises:
        ValueError: nobody to print for.
    """
    if not contacts:
        raise ValueError("no letter to print")
    sheet = {"title": pick(contacts[0].delegation.congress.title), "letters": [_letter(each) for each in contacts]}
    with _one_at_a_time:
        compiler = _compiler(str(current_app.config["AIMF"].fonts_dir))
        pdf = compiler.compile(_template(), format="pdf", sys_inputs={"sheet": json.dumps(sheet)})
    assert isinstance(pdf, bytes), "one document without an output file comes back as its bytes"
    return pdf


def _letter(contact: DelegationContact) -> dict[str, Any]:
    delegation, congress = contact.delegation, contact.delegation.congress
    language = delegation.language
    data = letter_words(contact)
    kept = texts.text_in_force(congress.id, INVITED, language, data["category_code"])
    kept = kept or texts.text_in_force(congress.id, INVITED, language)
    frame = Frame(kept, letterhead_of(congress.id), kept.signatory if kept else None)
    with use_language(language):
        around = frame.words(language)
        subject, blocks = _words(contact, data, kept)
        today = now().astimezone(ZoneInfo(congress.time_zone)).date()
        house = around["house"] or _("Association internationale des maires francophones")
        return {
            "language": language,
            "house": house,
            "address": around["house_address"],
            "congress": pick(congress.title, language),
            "date": format_day(today, weekday=False),
            "to": _addressed(contact),
            "subject": subject,
            "blocks": blocks,
            "signed": [around["signed_by"] or _("Le Secrétariat permanent de l’AIMF"), around["signed_as"]],
            "footer": around["house_footer"],
            "qr": printed_svg(delegation_url(delegation)),
            "code": typed_code(delegation),
            "code_title": _("La page de votre délégation"),
            "code_words": _(
                "Ouvrez-la avec ce carré, ou tapez ce code à l’adresse %(url)s", url=_code_address(contact)
            ),
        }


def _words(
    contact: DelegationContact, data: dict[str, Any], kept: LetterText | None
) -> tuple[str, list[dict[str, Any]]]:
    """The subject, and the body in blocks without its link: the square and the code stand for it."""
    delegation = contact.delegation
    unposted = OutgoingMessage(
        fact=INVITED,
        data=data,
        language=delegation.language,
        recipient_name=contact.person.full_name,
        congress_id=delegation.congress_id,
        text_id=kept.id if kept else None,
    )
    subject, body = holding.words_to_correct(unposted)
    blocks = prose.blocks_of(body, prose.LITERAL)
    return subject, [_block(block) for block in blocks if not _is_link(block)]


def _is_link(block: prose.Block) -> bool:
    return len(block.lines) == 1 and all(run.address for run in block.lines[0])


def _block(block: prose.Block) -> dict[str, Any]:
    lines = [[{"words": run.words, "bold": run.bold} for run in line] for line in block.lines]
    return {"kind": block.kind, "lines": lines}


def _addressed(contact: DelegationContact) -> list[str]:
    delegation = contact.delegation
    lines = [called(contact.person), function_of(contact), delegation.name, country_name(delegation.country)]
    return [line for line in dict.fromkeys(lines) if line]


def _code_address(contact: DelegationContact) -> str:
    public_url = current_app.config["AIMF"].public_url.partition("://")[2]
    return f"{public_url}/{contact.delegation.congress.name}/code"


@cache
def _compiler(fonts: str) -> typst.Compiler:
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return files("aimf_events.reporting").joinpath("print/letter.typ").read_bytes()
