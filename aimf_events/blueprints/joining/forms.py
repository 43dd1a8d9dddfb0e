"""What the page of somebody at a distance sends."""

from wtforms import HiddenField
from wtforms.validators import Length

from ...web.forms import BaseForm


class BeatForm(BaseForm):
    """The page is open. `key` names it; another tab draws another."""

    key = HiddenField(validators=[Length(min=16, max=40)])


class RollCallForm(BeatForm):
    """Somebody answers the roll call of that name."""

    call = HiddenField(validators=[Length(min=1, max=40)])
