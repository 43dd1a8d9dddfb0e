"""What the sealed urn refuses, in words for whoever votes and for the chair."""

from flask_babel import lazy_gettext as _l

from ..errors import Refusal


class UrnNotAllowed(Refusal):
    """The statutes of the sitting know no sealed urn."""

    code = "urn_not_allowed"

    def __init__(self) -> None:
        super().__init__(
            _l("Les statuts de cette séance ne prévoient pas d’urne électronique scellée."),
            advice=_l("Votez sur papier, avec la liste d’émargement électronique."),
        )


class UrnTooSmall(Refusal):
    """Fewer than five voices: any total would say how somebody voted."""

    code = "urn_too_small"

    def __init__(self) -> None:
        super().__init__(
            _l("Moins de cinq voix : un total dirait qui a voté quoi."),
            advice=_l("Votez sur papier, ou attendez que d’autres électeurs soient là."),
        )


class UrnClosed(Refusal):
    """The urn takes no vote now: it is not open, suspended, or closed."""

    code = "urn_closed"

    def __init__(self) -> None:
        super().__init__(
            _l("L’urne n’est pas ouverte en ce moment : votre vote n’a pas été déposé."),
            advice=_l("Attendez que la présidence ouvre ou reprenne le scrutin."),
        )


class NotYourLine(Refusal):
    """That voice is not on the roll of this ballot."""

    code = "urn_not_on_roll"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _l("Cette voix n’est pas sur la liste de ce scrutin."),
            advice=_l("La liste est figée à l’ouverture : le bureau d’émargement vous dira pourquoi."),
        )


class VotedAlready(Refusal):
    """The voice has voted: in the urn or on paper."""

    code = "urn_voted_already"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette voix a déjà voté à ce scrutin."),
            advice=_l("Si ce n’est pas vous, dites-le aussitôt au bureau d’émargement."),
        )


class NotAPaper(Refusal):
    """The bytes cannot be a sealed paper."""

    code = "urn_not_a_paper"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("Ce bulletin scellé n’a pas la forme attendue : il n’a pas été déposé."),
            advice=_l("Rechargez la page et votez de nouveau."),
        )


class CopiedPaper(Refusal):
    """One of its three boxes is in the urn already."""

    code = "urn_copied_paper"

    def __init__(self) -> None:
        super().__init__(
            _l("Une partie de ce bulletin scellé est déjà dans l’urne : il n’a pas été déposé."),
            advice=_l("Rechargez la page et votez de nouveau : chaque bulletin est scellé pour lui seul."),
        )


class UrnDiffers(Refusal):
    """The roll and the urn do not count the same: somebody wrote into the database."""

    code = "urn_differs"

    def __init__(self, voted: int, papers: int) -> None:
        super().__init__(
            _l(
                "La liste compte %(voted)d votes scellés et l’urne %(papers)d bulletins : le scrutin ne peut pas être clos.",
                voted=voted,
                papers=papers,
            ),
            advice=_l("Que la présidence annule ce scrutin, avec ce motif au procès-verbal, et le refasse."),
        )


class CountIncomplete(Refusal):
    """The tellers' totals are not as many as the papers."""

    code = "urn_count"
    status = 422

    def __init__(self, said: int, expected: int) -> None:
        super().__init__(
            _l(
                "Les totaux font %(said)d bulletins, et il y en a %(expected)d : relisez le dépouillement.",
                said=said,
                expected=expected,
            )
        )
