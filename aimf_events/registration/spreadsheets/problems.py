"""What can be wrong with a spreadsheet: as a whole (it is refused), or in one place (it is shown in the preview)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ...errors import Refusal

WHOLE = {
    "too_big": _l("Ce fichier est trop lourd : %(limit)s Mo au plus."),
    "empty": _l("Ce fichier est vide."),
    "fake_type": _l("Ce fichier n’est pas un tableau : c’est %(kind)s, quel que soit son nom."),
    "old_workbook": _l("Ce classeur est au format ancien d’Excel (.xls) ou protégé par un mot de passe."),
    "archive": _l("Ce fichier est une archive ou un document d’un autre logiciel, pas un classeur Excel."),
    "zip_bomb": _l("Ce classeur contient beaucoup plus de données qu’une liste de délégations : il n’est pas ouvert."),
    "workbook_broken": _l("Ce classeur est abîmé : il ne peut pas être lu."),
    "no_sheet": _l("Ce classeur n’a aucune feuille visible."),
    "encoding_unreadable": _l("Les caractères de ce fichier ne peuvent pas être lus."),
    "csv_broken": _l("Ce fichier CSV ne peut pas être lu : un guillemet n’est sans doute pas refermé."),
    "too_many_rows": _l("Ce tableau a plus de %(limit)s lignes."),
}
ADVICE = {
    "too_big": _l("Enregistrez la seule feuille à importer, sans images, puis recommencez."),
    "empty": _l("Choisissez le fichier qui contient la liste."),
    "fake_type": _l("Choisissez un classeur Excel (.xlsx) ou un fichier CSV."),
    "old_workbook": _l("Ouvrez-le, enregistrez-le en « Classeur Excel (.xlsx) » sans mot de passe, puis recommencez."),
    "archive": _l("Ouvrez-le dans votre tableur et enregistrez-le en .xlsx ou en CSV, puis recommencez."),
    "zip_bomb": _l("Copiez la liste dans un classeur neuf, puis recommencez."),
    "workbook_broken": _l("Ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis recommencez."),
    "no_sheet": _l("Affichez la feuille qui contient la liste, enregistrez, puis recommencez."),
    "encoding_unreadable": _l("Enregistrez-le en « CSV UTF-8 » ou en .xlsx, puis recommencez."),
    "csv_broken": _l("Enregistrez-le de nouveau en CSV ou en .xlsx depuis votre tableur, puis recommencez."),
    "too_many_rows": _l("Partagez-le en plusieurs fichiers."),
}
KINDS = {
    "pdf": _l("un PDF"),
    "image": _l("une image"),
    "html": _l("une page web"),
    "document": _l("un document de texte mis en forme"),
    "binary": _l("un fichier binaire"),
}
ERRORS = {
    "columns_missing": _l("Colonnes obligatoires introuvables : %(columns)s. Intitulés lus : %(found)s."),
    "column_twice": _l("La colonne « %(header)s » figure plusieurs fois : gardez-en une seule."),
    "value_missing": _l("Cette case est obligatoire."),
    "cell_error": _l("Cette case contient une erreur de calcul (%(value)s)."),
    "too_long": _l("Ce texte a %(length)s caractères : %(limit)s au plus."),
    "unreadable_characters": _l("Des caractères n’ont pas pu être lus dans cette case : ressaisissez-la."),
}
WARNINGS = {
    "no_rows": _l("Aucune ligne sous les intitulés."),
    "column_ignored": _l("La colonne « %(header)s » n’est pas connue : elle est ignorée."),
    "column_without_header": _l("La colonne %(letter)s n’a pas d’intitulé : elle est ignorée."),
    "sheets_ignored": _l("Seule la feuille « %(read)s » est lue ; les autres sont ignorées : %(names)s."),
    "encoding_guessed": _l("Ce fichier ne dit pas son encodage : lu comme %(encoding)s. Vérifiez les accents."),
    "formula_without_value": _l("Cette formule n’a pas de résultat enregistré : la case est lue comme vide."),
    "looks_like_formula": _l("Ce texte ressemble à une formule : il est gardé comme texte."),
    "looks_like_html": _l("Ce texte contient des balises : elles sont gardées comme texte."),
    "looks_garbled": _l("Des accents semblent abîmés dans cette case."),
    "hidden_characters": _l("Des caractères invisibles ont été retirés de cette case."),
}


class SpreadsheetProblem(Refusal):
    """The file as a whole cannot be read. `code` is a key of WHOLE; reason and advice are in the reader's language."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(LazyString(lambda: str(WHOLE[code]) % _spoken(params)), advice=ADVICE[code])


@dataclass(frozen=True)
class Problem:
    """Something to correct or to know, in one place of the table.

    Attributes:
        row: the row's number as the spreadsheet program shows it; None for the table as a whole.
        column: the canonical name of the column, or its header as written where we know none; None for the whole row.
        code: a key of ERRORS (the row cannot be imported) or of WARNINGS.
        params: what the sentence names.
    """

    row: int | None
    column: str | None
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.code in ERRORS

    @property
    def message(self) -> str:
        """The sentence, in the language of whoever reads it now."""
        return str((ERRORS | WARNINGS)[self.code]) % _spoken(self.params)


def _spoken(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(KINDS[value]) if name == "kind" else value for name, value in params.items()}
