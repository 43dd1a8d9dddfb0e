"""Versions of the statutes: a draft is begun from the one before, written chapter by chapter, and comes into force on a date."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from .. import journal
from ..clock import now
from ..database import db, lock_name, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .models import Body, ProfileState, StatutoryParameter, StatutoryProfile
from .parameters import Parameter, is_valid, parameters_of
from .rules.notice import civil_day
from .standing import follow_standing


class DraftWaiting(Refusal):
    """There is a draft of that body already."""

    code = "statutes_draft_waiting"


class VersionClosed(Refusal):
    """The version was adopted, or its draft given up, meanwhile."""

    code = "statutes_version_closed"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette version est adoptée : elle ne se modifie plus."),
            advice=_l("Commencez une nouvelle version : elle entrera en vigueur à la date que vous direz."),
        )


class WrittenMeanwhile(Refusal):
    """Somebody else wrote in the draft since it was read."""

    code = "statutes_written_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _l("Quelqu’un d’autre a modifié ce projet pendant que vous l’écriviez : rien n’est changé."),
            advice=_l("Relisez le projet, puis écrivez de nouveau."),
        )


class ArticlesMissing(Refusal):
    """A version says where each of its values comes from, or it does not come into force."""

    code = "statutes_articles_missing"

    def __init__(self, missing: list[Parameter]) -> None:
        super().__init__(
            _l("Des paramètres ne disent pas de quel article ils viennent, ou n’ont pas de valeur."),
            advice=_l("Complétez-les : une règle sans article ne peut pas être opposée à un membre."),
        )
        self.missing = missing


class DateNotLater(Refusal):
    """Versions follow each other in time."""

    code = "statutes_date_not_later"

    def __init__(self) -> None:
        super().__init__(_l("Une autre version est en vigueur à cette date ou après : choisissez un jour plus tardif."))


@lru_cache(maxsize=1)
def usual_values() -> dict[str, dict[str, Any]]:
    """Return, by body, the values with which a first version begins. They come from no article: each is to be read again."""
    return dict(json.loads(Path(__file__).with_name("usual_values.json").read_text(encoding="utf-8")))


def begin_version(body: Body, *, by: Person | None) -> StatutoryProfile:
    """Begin a draft: from the last version adopted, or else from the usual values, without articles.

    Raises:
        DraftWaiting: there is a draft already.
    """
    with transaction():
        lock_name(f"statutes:{body}")
        if draft_of(body) is not None:
            raise DraftWaiting(
                _l("Un projet de nouvelle version existe déjà."), advice=_l("Complétez-le, ou abandonnez-le d’abord.")
            )
        last = _last_adopted(body)
        said = {one.name: (one.value, one.article) for one in last.parameters} if last else {}
        usual = {name: (value, "") for name, value in usual_values()[body].items()}
        version = StatutoryProfile(
            body=body, number=_next_number(body), begun_at=now(), begun_by_id=by.id if by else None
        )
        for parameter in parameters_of(body):
            value, article = said.get(parameter) or usual[parameter]
            version.parameters.append(StatutoryParameter(name=parameter.value, value=value, article=article))
        db.session.add(version)
        journal.record("statutes_begun", version, by=by, body=body.value, number=version.number)
        return version


def write_parameters(
    version: StatutoryProfile,
    given: Mapping[Parameter, tuple[Any, str]],
    *,
    revision: int | None = None,
    by: Person | None,
) -> StatutoryProfile:
    """Write values and articles in a draft; the journal keeps what each was. The same again writes nothing.

    Args:
        given: parameter → (value as stored, article).
        revision: the one that was read; None where nobody else can write.

    Raises:
        VersionClosed: it was adopted.
        WrittenMeanwhile: it was written since.
        ValueError: a value that means nothing, or another body's parameter; a form lets none through.
    """
    with transaction():
        _lock_draft(version)
        if revision is not None and version.revision != revision:
            raise WrittenMeanwhile
        known = {one.name: one for one in version.parameters}
        changes = {}
        for parameter, (value, article) in given.items():
            if not is_valid(parameter, value) or parameter not in parameters_of(version.body):
                raise ValueError(f"{parameter} of {version.body}: {value!r}")
            one = known.get(parameter)
            if one is None:
                one = StatutoryParameter(name=parameter.value, value=None)
                version.parameters.append(one)
            if (one.value, one.article) != (value, article):
                changes[parameter.value] = [[one.value, one.article or ""], [value, article]]
                one.value, one.article = value, article
        if changes:
            version.revision += 1
            journal.record("statutes_written", version, by=by, changes=changes)
        return version


def adopt_version(
    version: StatutoryProfile, *, in_force_on: date, decision: str, revision: int | None = None, by: Person | None
) -> StatutoryProfile:
    """Bring a draft into force on a date. Sittings convened before keep the version that they were convened under.

    Raises:
        VersionClosed: it is adopted already.
        WrittenMeanwhile: it is not what was read.
        ArticlesMissing: a parameter names no article.
        DateNotLater: another version is in force on that date or later.
    """
    with transaction():
        lock_name(f"statutes:{version.body}")
        _lock_draft(version)
        if revision is not None and version.revision != revision:
            raise WrittenMeanwhile
        missing = incomplete(version)
        if missing:
            raise ArticlesMissing(missing)
        last = _last_adopted(version.body)
        if last is not None and last.in_force_on is not None and in_force_on <= last.in_force_on:
            raise DateNotLater
        version.state, version.in_force_on, version.decision = ProfileState.ADOPTED, in_force_on, decision
        version.adopted_at, version.adopted_by_id = now(), by.id if by else None
        journal.record(
            "statutes_adopted", version, by=by, number=version.number, in_force_on=in_force_on, decision=decision
        )
        if version.body is Body.GENERAL_ASSEMBLY:
            db.session.flush()
            follow_standing()
        return version


def discard_draft(version: StatutoryProfile, *, by: Person | None) -> None:
    """Give a draft up; the journal says what it held.

    Raises:
        VersionClosed: it was adopted.
    """
    with transaction():
        _lock_draft(version)
        said = {one.name: [one.value, one.article] for one in version.parameters}
        journal.record("statutes_discarded", version, by=by, number=version.number, said=said)
        db.session.delete(version)


def incomplete(version: StatutoryProfile) -> list[Parameter]:
    """Return what a version leaves without a value or without an article."""
    said = {one.name: one for one in version.parameters}
    return [
        parameter
        for parameter in parameters_of(version.body)
        if parameter not in said or not said[parameter].article or not is_valid(parameter, said[parameter].value)
    ]


def changed_from(version: StatutoryProfile, former: StatutoryProfile | None) -> list[Parameter]:
    """Return the parameters whose value or article differs from another version's; all where there is none."""
    before = {one.name: (one.value, one.article) for one in former.parameters} if former else {}
    after = {one.name: (one.value, one.article) for one in version.parameters}
    return [each for each in parameters_of(version.body) if before.get(each) != after.get(each)]


def draft_of(body: Body) -> StatutoryProfile | None:
    """Return the draft of a body, or None."""
    return db.session.scalars(_whole().filter_by(body=body, state=ProfileState.DRAFT)).first()


def versions_of(body: Body) -> list[StatutoryProfile]:
    """Return all versions of a body with their parameters, the latest first."""
    return list(db.session.scalars(_whole().filter_by(body=body).order_by(StatutoryProfile.number.desc())))


def version_by_public_id(public_id: str) -> StatutoryProfile:
    """Return a version with its parameters.

    Raises:
        NotFound: no such version.
    """
    version = db.session.scalars(_whole().filter_by(public_id=public_id)).first()
    if version is None:
        raise NotFound
    return version


def former_version(version: StatutoryProfile) -> StatutoryProfile | None:
    """Return the version adopted before another, or None."""
    rows = _whole().filter_by(body=version.body, state=ProfileState.ADOPTED)
    earlier = rows.where(StatutoryProfile.number < version.number).order_by(StatutoryProfile.number.desc())
    return db.session.scalars(earlier.limit(1)).first()


def _whole() -> Any:
    return select(StatutoryProfile).options(selectinload(StatutoryProfile.parameters))


def _last_adopted(body: Body) -> StatutoryProfile | None:
    rows = _whole().filter_by(body=body, state=ProfileState.ADOPTED)
    return db.session.scalars(rows.order_by(StatutoryProfile.in_force_on.desc()).limit(1)).first()


def _next_number(body: Body) -> int:
    """Return the number after the last one used; a draft that was given up leaves its number to the next."""
    last = select(func.max(StatutoryProfile.number)).filter_by(body=body)
    return (db.session.scalar(last) or 0) + 1


def _lock_draft(version: StatutoryProfile) -> None:
    """Lock a draft and read it again with its parameters; refuse one that is no draft any more."""
    found = _whole().filter_by(id=version.id).with_for_update(of=StatutoryProfile)
    again = db.session.scalars(found.execution_options(populate_existing=True)).first()
    if again is None:
        raise NotFound
    if not again.is_draft:
        raise VersionClosed


def seat_day(versions: Sequence[StatutoryProfile]) -> date:
    """Return the day that it is now at the seat that the latest of some versions names; in UTC where none does."""
    zones = [
        one.value for version in versions for one in version.parameters if one.name == Parameter.SEAT_ZONE and one.value
    ]
    return civil_day(now(), zones[0] if zones else "UTC")
