"""The words of letters written on screen: versions that are never rewritten, the last of them in force, the code's behind.

A letter in a language and category says: the text for both; else the text of that language for every category; else the
template in the code, which exists in every language. `mail.outbox` freezes which version when it posts.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, case, func, select, update
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, lock_name, transaction
from ..errors import NotFound, Refusal
from ..i18n import use_language
from . import merge_fields, prose
from .merge_fields import LetterKind
from .models import LetterText, Signatory

LONGEST = 8000
"""Characters of a letter's body: five pages."""


class WrittenMeanwhile(Refusal):
    """Someone else saved a version since this one was opened."""

    code = "written_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _l("Une autre version de cette lettre a été enregistrée pendant que vous écriviez."),
            advice=_l(
                "Rien n’est perdu : revenez en arrière, copiez votre texte, ouvrez la nouvelle version et comparez."
            ),
        )


class WordsNotAccepted(Refusal):
    """A field that the letter does not have, or one that it cannot be without."""

    code = "words_not_accepted"


def in_force(congress_id: Any, fact: str, language: str, category_code: str) -> ScalarSelect[Any]:
    """Return, as part of a statement, the id of the version in force, or NULL."""
    wanted = select(LetterText.id).where(
        LetterText.congress_id == congress_id,
        LetterText.fact == fact,
        LetterText.language == language,
        LetterText.retired_at.is_(None),
        LetterText.category_code.in_(("", category_code)),
    )
    for_all_last = case((LetterText.category_code == "", 1), else_=0)
    return wanted.order_by(for_all_last, LetterText.version.desc()).limit(1).scalar_subquery()


def text_in_force(congress_id: int, fact: str, language: str, category_code: str = "") -> LetterText | None:
    """Return the very version in force for a language and a category (no fallback), or None: the code's words."""
    kept = _versions(congress_id, fact, language, category_code).where(LetterText.retired_at.is_(None))
    return db.session.scalars(kept.limit(1)).first()


def texts_in_force(congress_id: int) -> dict[tuple[str, str, str], LetterText]:
    """Return the versions in force of a congress, by (fact, language, category). One query."""
    kept = select(LetterText).filter_by(congress_id=congress_id, retired_at=None).order_by(LetterText.version)
    return {(text.fact, text.language, text.category_code): text for text in db.session.scalars(kept)}


def versions_of(congress_id: int, fact: str, language: str, category_code: str = "") -> list[LetterText]:
    """Return all versions, the latest first, with who signs."""
    rows = _versions(congress_id, fact, language, category_code).options(joinedload(LetterText.signatory))
    return list(db.session.scalars(rows))


def version_of(congress_id: int, public_id: str) -> LetterText:
    """Return one version of a congress's letters.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    found = db.session.scalars(select(LetterText).filter_by(congress_id=congress_id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def _versions(congress_id: int, fact: str, language: str, category_code: str) -> Any:
    rows = select(LetterText).filter_by(
        congress_id=congress_id, fact=fact, language=language, category_code=category_code
    )
    return rows.order_by(LetterText.version.desc())


def write_text(
    congress_id: int,
    fact: str,
    *,
    language: str,
    category_code: str = "",
    subject: str,
    body: str,
    signatory: Signatory | None,
    seen: int,
    by: Any,
) -> LetterText:
    """Write a new version, in force from now on for the letters not yet written. The same words again are no new version.

    Args:
        seen: the number of the last version that the writer had before them, 0 for none.

    Raises:
        NotFound: this letter is not one that can be rewritten.
        WordsNotAccepted: `merge_fields.problems` has something to say.
        WrittenMeanwhile: there is a version after `seen`.
    """
    kind = _kind(fact)
    subject, body = prose.typeset(subject, language), prose.typeset(body.replace("\r\n", "\n").strip(), language)
    wrong = merge_fields.problems(kind, subject, body)
    if wrong:
        raise WordsNotAccepted(" ".join(line for lines in wrong.values() for line in lines))
    with transaction():
        lock_name(f"letter text:{congress_id}:{fact}")
        last = db.session.scalars(_versions(congress_id, fact, language, category_code).limit(1)).first()
        if last is not None and last.retired_at is None and _same(last, subject, body, signatory):
            return last  # the second press of a button
        if (last.version if last else 0) != seen:
            raise WrittenMeanwhile
        text = LetterText(
            congress_id=congress_id,
            fact=fact,
            language=language,
            category_code=category_code,
            subject=subject,
            body=body,
            signatory_id=signatory.id if signatory else None,
            version=seen + 1,
            written_at=now(),
            written_by_id=getattr(by, "id", None),
        )
        db.session.add(text)
        journal.record("letter_text_written", text, by=by, fact=fact, language=language, version=text.version)
        return text


def _same(text: LetterText, subject: str, body: str, signatory: Signatory | None) -> bool:
    signed_by = signatory.id if signatory else None
    return (text.subject, text.body, text.signatory_id) == (subject, body, signed_by)


def restore_version(text: LetterText, *, by: Any) -> LetterText:
    """Put the words of an older version in force again, as a new one."""
    where = (text.congress_id, text.fact, text.language, text.category_code)
    last = db.session.scalar(select(func.max(LetterText.version)).where(*_is_about(*where))) or 0
    signatory = db.session.get(Signatory, text.signatory_id) if text.signatory_id else None
    return write_text(
        text.congress_id,
        text.fact,
        language=text.language,
        category_code=text.category_code,
        subject=text.subject,
        body=text.body,
        signatory=signatory,
        seen=last,
        by=by,
    )


def back_to_default(congress_id: int, fact: str, *, language: str, category_code: str = "", by: Any) -> int:
    """Let the code's words (or those for every category) be in force again. Versions stay; return how many were."""
    where = _is_about(congress_id, fact, language, category_code)
    with transaction():
        lock_name(f"letter text:{congress_id}:{fact}")
        kept = update(LetterText).where(*where, LetterText.retired_at.is_(None)).values(retired_at=now())
        retired = int(db.session.execute(kept).rowcount)  # type: ignore[attr-defined]
        if retired:
            journal.record(
                "letter_text_retired", "LetterText", by=by, congress_id=congress_id, fact=fact, language=language
            )
        return retired


def _is_about(congress_id: int, fact: str, language: str, category_code: str) -> Iterable[Any]:
    return (
        LetterText.congress_id == congress_id,
        LetterText.fact == fact,
        LetterText.language == language,
        LetterText.category_code == category_code,
    )


def _kind(fact: str) -> LetterKind:
    kind = merge_fields.kind_of_letter(fact)
    if kind is None:
        raise NotFound
    return kind


def default_source(kind: LetterKind, language: str) -> tuple[str, str]:
    """Return (subject, body) of the template in the code with its fields between braces, to begin writing from."""
    data: dict[str, Any] = {field.word: f"{{{field.name}}}" for field in kind.fields}
    data |= {"is_test": False, "own": False, "recipient_name": "", "language": language}
    subject, body = template_words(kind.fact, data, language)
    for field in kind.fields:
        if field.action:
            body = _linked(body, field, language)
    return subject, body


def _linked(body: str, field: merge_fields.MergeField, language: str) -> str:
    """Make one link of words and the address below them; an address alone takes the field's own words."""
    with use_language(language):
        action = str(field.action)
    alone = re.escape(f"{{{field.name}}}")
    body = re.sub(rf"(?m)^([^\n{{}}\[\]]+?)[ \u00a0]?:\n+{alone}$", rf"[\1]({{{field.name}}})", body)
    return re.sub(rf"(?m)^{alone}$", f"[{action}]({{{field.name}}})", body)


def template_words(fact: str, data: dict[str, Any], language: str) -> tuple[str, str]:
    """Return (subject, body) of the template in the code, without letterhead and signature."""
    with use_language(language):
        jinja = current_app.jinja_env
        subject = jinja.get_template(f"mail/{fact}/subject.txt").render(data)
        template = jinja.get_template(f"mail/{fact}/body.txt")
        body = "".join(template.blocks["letter"](template.new_context(data)))
    lines = (line.rstrip() for line in body.strip().splitlines())
    return " ".join(subject.split()), re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
