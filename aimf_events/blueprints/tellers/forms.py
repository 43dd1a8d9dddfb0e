"""Forms of a teller: the public key and the trial, which the page's script fills in; the totals of a count."""

import json
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange

from ...assembly.urn_closing import Totals
from ...web.forms import BaseForm


class KeyForm(BaseForm):
    """A public key: 64 hexadecimal digits."""

    public_key = HiddenField(validators=[Length(min=64, max=64)])

    def key(self) -> bytes:
        """Return its bytes; none where these are no digits."""
        try:
            return bytes.fromhex(self.public_key.data or "")
        except ValueError:
            return b""


class TrialForm(BaseForm):
    """What the script made of the trial: peeled as the first of a pair, opened as the second of another; JSON, either may be empty."""

    peeled = HiddenField(validators=[Length(max=4000)])
    opened = HiddenField(validators=[Length(max=100)])

    def first(self) -> tuple[list[str], list[int]] | None:
        """Return (inner boxes, totals) as the first one sent them; None where there is nothing, or no such thing."""
        said = _read(self.peeled.data)
        if not isinstance(said, dict):
            return None
        inner, totals = said.get("inner"), _numbers(said.get("totals"))
        if not isinstance(inner, list) or totals is None or not all(isinstance(each, str) for each in inner):
            return None
        return inner, totals

    def second(self) -> list[int] | None:
        """Return the totals that the second one read."""
        return _numbers(_read(self.opened.data))


def _count(label: Any) -> IntegerField:
    checks = [
        InputRequired(_l("Écrivez un nombre, zéro compris.")),
        NumberRange(0, 100_000, _l("Écrivez un nombre de 0 à 100000.")),
    ]
    return IntegerField(label, checks)


class CountForm(BaseForm):
    """The totals that the offline page gave, of both urns together."""

    in_favour = _count(_l("Pour"))
    against = _count(_l("Contre"))
    abstentions = _count(_l("Abstentions"))
    blanks = _count(_l("Blancs"))
    unreadable = _count(_l("Illisibles"))

    def totals(self) -> Totals:
        """Return them."""
        fields = (self.in_favour, self.against, self.abstentions, self.blanks, self.unreadable)
        return Totals(*(field.data for field in fields))


def _read(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


def _numbers(said: Any) -> list[int] | None:
    if not isinstance(said, list) or not all(type(each) is int for each in said):
        return None
    return said
