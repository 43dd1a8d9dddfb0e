"""The words of columns, for whoever reads what is held of them: those that people ask about; others keep their own name."""

from typing import Any

from flask_babel import lazy_gettext as _l

_WORDS: dict[str, Any] = {
    "address": _l("Adresse"),
    "at": _l("Le"),
    "at_source": _l("Le"),
    "badge_name": _l("Nom sur le badge"),
    "browser": _l("Navigateur"),
    "capacity": _l("Aux séances statutaires"),
    "civility": _l("Civilité"),
    "code": _l("Code"),
    "consents_to_image": _l("Accord pour l’image"),
    "consents_to_list": _l("Accord pour la liste des participants"),
    "created_at": _l("Créé le"),
    "decided_at": _l("Décidé le"),
    "effective_at": _l("Le"),
    "email": _l("Adresse électronique"),
    "family_name": _l("Nom de famille"),
    "file_name": _l("Fichier"),
    "from_state": _l("De l’état"),
    "function": _l("Fonction"),
    "given_name": _l("Prénom"),
    "honorific": _l("Titre"),
    "issued_at": _l("Établi le"),
    "kind": _l("Nature"),
    "language": _l("Langue"),
    "mode": _l("Participation"),
    "number": _l("Numéro"),
    "opened_at": _l("Ouvert le"),
    "original_name": _l("Écriture d’origine"),
    "reason": _l("Motif"),
    "recipient": _l("Destinataire"),
    "role": _l("Rôle"),
    "starts_on": _l("Du"),
    "ends_on": _l("Au"),
    "state": _l("État"),
    "subject": _l("Objet"),
    "submitted_at": _l("Envoyé le"),
    "telephone": _l("Téléphone"),
    "time_zone": _l("Fuseau horaire"),
    "title": _l("Titre"),
    "to_state": _l("À l’état"),
    "verb": _l("Acte"),
    "written_at": _l("Écrit le"),
}


def column_words(name: str) -> str:
    """Return what a column is called to its person."""
    return str(_WORDS.get(name, name.replace("_", " ")))


_PLACES: dict[str, Any] = {
    "scan_review": _l("Note sur un incident aux portes"),
    "spreadsheet_import": _l("Tableau importé"),
    "journey": _l("Remarque sur un voyage"),
    "stay": _l("Remarque sur une chambre"),
    "decision": _l("Motif d’une décision"),
    "head_claim": _l("Délégation contestée"),
    "support": _l("Prise en charge"),
    "other_delivery": _l("Remise d’une lettre"),
    "registration": _l("Source d’une réponse"),
    "document": _l("Nom d’un fichier"),
}


def place_words(table: str) -> str:
    """Return what a table of free text is called to whoever reads it over."""
    return str(_PLACES.get(table, table.replace("_", " ")))
