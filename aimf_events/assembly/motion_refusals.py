"""What a text and its amendments may refuse, in the field's words."""

from flask_babel import lazy_gettext as _l

from ..errors import Refusal


class MotionAmended(Refusal):
    """Members have read the text and amend it, or it was voted: it is not written again."""

    code = "motion_amended"

    def __init__(self) -> None:
        super().__init__(
            _l("Des amendements portent sur ce texte, ou il est mis aux voix\u00a0: il ne se récrit plus."),
            advice=_l("Ce qui doit changer se dépose comme un amendement."),
        )


class MotionRewritten(Refusal):
    """Somebody else wrote the text meanwhile."""

    code = "motion_rewritten"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce texte a été récrit entre-temps."), advice=_l("Relisez-le, puis écrivez de nouveau votre changement.")
        )


class NoSuchParagraph(Refusal):
    """The text has no paragraph of that number."""

    code = "motion_paragraph"

    def __init__(self) -> None:
        super().__init__(_l("Ce texte n’a pas de paragraphe de ce numéro."))


class AmendmentNotNext(Refusal):
    """Another one is voted before it, or it was withdrawn, has fallen or was voted."""

    code = "amendment_not_next"

    def __init__(self) -> None:
        super().__init__(
            _l("Cet amendement n’est pas le prochain à voter."),
            advice=_l("Relisez la page du texte\u00a0: l’ordre des votes y est dit."),
        )


class AmendmentsWait(Refusal):
    """The whole is voted once each of its amendments is decided."""

    code = "amendments_wait"

    def __init__(self) -> None:
        super().__init__(_l("Des amendements attendent leur vote\u00a0: le texte se vote ensuite."))


class TextVotedAlready(Refusal):
    """The vote on the whole is prepared or was held: nothing is amended any more."""

    code = "motion_voted"

    def __init__(self) -> None:
        super().__init__(_l("L’ensemble du texte est déjà mis aux voix\u00a0: plus rien ne s’y amende."))


class AmendmentsFull(Refusal):
    """Two hundred amendments on one text are examined by nobody."""

    code = "amendments_full"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce texte a déjà deux cents amendements\u00a0: les suivants se déposent sur un texte récrit.")
        )


class ParagraphSettled(Refusal):
    """The sitting has adopted an amendment of that paragraph: another one would undo it."""

    code = "motion_paragraph_settled"

    def __init__(self) -> None:
        super().__init__(
            _l("Un amendement de ce paragraphe est déjà adopté : il ne se remplace ni ne se supprime plus."),
            advice=_l("Un ajout après ce paragraphe reste possible."),
        )
