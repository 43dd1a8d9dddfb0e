"""What the rules refuse about a membership application."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ..errors import Refusal


class ApplicationMoved(Refusal):
    """It is no longer in the state that this act needs."""

    code = "application_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce dossier n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez-le, puis choisissez de nouveau."),
        )


class PapersMissing(Refusal):
    """A paper without which it cannot be handed in, or put to the vote, is not there."""

    code = "application_papers_missing"

    def __init__(self, reason: Any) -> None:
        super().__init__(reason, advice=_l("Ajoutez-le au dossier, puis recommencez."))


class TooManyPapers(Refusal):
    """A dossier holds so many papers and no more."""

    code = "application_too_many_papers"

    def __init__(self, most: int) -> None:
        super().__init__(
            _l("Ce dossier a déjà %(most)d documents.", most=most),
            advice=_l("Retirez ceux qui ne servent plus, puis recommencez."),
        )


class StateFull(Refusal):
    """The State has as many member cities as the statutes let it have."""

    code = "application_state_full"

    def __init__(self, most: int) -> None:
        super().__init__(
            _l("Cet État compte déjà %(most)d villes membres, le nombre que permettent les statuts.", most=most),
            advice=_l("La ville peut être refusée ou reportée, ou demander à devenir ville associée."),
        )


class NotRejected(Refusal):
    """The Assembly has not rejected it, and its State has room: the desk does not refuse in its place."""

    code = "application_not_rejected"

    def __init__(self) -> None:
        super().__init__(
            _l("L’Assemblée générale n’a pas refusé cette demande : aucun scrutin proclamé ne la rejette."),
            advice=_l("Reportez-la, ou proclamez d’abord le résultat du scrutin. Une ville peut aussi la retirer."),
        )


class NotAdopted(Refusal):
    """No published ballot of this item adopts the admission."""

    code = "application_not_adopted"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucun scrutin proclamé sur ce point n’adopte cette adhésion."),
            advice=_l("Proclamez d’abord le résultat du scrutin ; s’il est contraire, refusez ou reportez la demande."),
        )
