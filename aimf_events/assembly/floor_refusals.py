"""What the list of speakers may refuse, in the field's words."""

from flask_babel import lazy_gettext as _l

from ..errors import Refusal


class NoItemOpen(Refusal):
    """No item is open, or another one: the list is of the item that is debated."""

    code = "floor_without_item"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucun point de l’ordre du jour n’est ouvert à ce débat."),
            advice=_l("La parole se demande sur le point que la présidence a ouvert."),
        )


class TakesNoPart(Refusal):
    """The member withdrew from the item: its city is concerned."""

    code = "floor_recused"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce membre s’est retiré de ce point\u00a0: il ne prend part ni au débat ni au vote."),
            advice=_l("Son retrait se lit, et se reprend, sur la page du point."),
        )


class ListClosed(Refusal):
    """The chair has closed the list."""

    code = "floor_list_closed"

    def __init__(self) -> None:
        super().__init__(
            _l("La présidence a clos la liste des orateurs sur ce point."),
            advice=_l("Une motion d’ordre reste possible."),
        )


class OrderRaisedAlready(Refusal):
    """One point of order by voice and by item."""

    code = "floor_order_raised"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce membre a déjà présenté sa motion d’ordre sur ce point."),
            advice=_l("Il peut demander la parole dans la liste."),
        )


class FloorTaken(Refusal):
    """A point of order is not interrupted."""

    code = "floor_taken"

    def __init__(self) -> None:
        super().__init__(
            _l("Une motion d’ordre est en cours."),
            advice=_l("Notez d’abord qu’elle est terminée, puis donnez la parole."),
        )


class SpeechMoved(Refusal):
    """The request is no longer where the page showed it."""

    code = "speech_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette demande de parole n’en est plus là."),
            advice=_l("Relisez la liste\u00a0: elle a changé entre-temps."),
        )
