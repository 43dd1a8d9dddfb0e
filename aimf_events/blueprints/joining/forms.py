"""What the page of somebody at a distance sends."""

from wtforms import HiddenField
from wtforms.validators import Length, Optional

from ...web.forms import BaseForm


class EnterForm(BaseForm):
    """Into which room, in which language; nothing said: where everyone is. `beside`: the page stays open, the room opens in another tab."""

    room = HiddenField(validators=[Optional(), Length(max=40)])
    language = HiddenField(validators=[Optional(), Length(max=8)])
    beside = HiddenField(validators=[Optional(), Length(max=1)])


class BeatForm(BaseForm):
    """The page is open. `key` names it; another tab draws another."""

    key = HiddenField(validators=[Length(min=16, max=40)])


class RollCallForm(BeatForm):
    """Somebody answers the roll call of that name."""

    call = HiddenField(validators=[Length(min=1, max=40)])
