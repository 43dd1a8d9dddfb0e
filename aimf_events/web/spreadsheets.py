"""What the desks that read spreadsheets share: the form that takes the file, and the words of what a row does."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from .forms import BaseForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SpreadsheetForm(BaseForm):
    """The file to import."""

    file = FileField(_l("Votre tableau"), [FileRequired(_l("Choisissez le fichier qui contient la liste."))])


def action_words() -> dict[str, tuple[str, str]]:
    """Return the tag of each thing that a row can do."""
    return {
        "new": ("ok", _("nouvelle")),
        "updated": ("warn", _("modifiée")),
        "unchanged": ("wait", _("inchangée")),
        "refused": ("no", _("refusée")),
    }
