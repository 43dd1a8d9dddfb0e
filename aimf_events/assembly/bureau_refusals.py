"""What the rules refuse about a seat of the Bureau."""

from flask_babel import lazy_gettext as _l

from ..errors import Refusal


class SitsAlready(Refusal):
    """The member has this seat already in another way."""

    code = "bureau_sits_already"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce membre siège déjà au Bureau, élu à une autre séance."),
            advice=_l("Mettez d’abord fin au mandat du Bureau sortant, ou au siège de ce membre."),
        )


class OfficeHeld(Refusal):
    """Somebody else holds the office."""

    code = "bureau_office_held"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette fonction est déjà tenue au Bureau."),
            advice=_l("Mettez d’abord fin au siège de la personne qui la tient."),
        )


class BureauFull(Refusal):
    """All the seats that the statutes give are held."""

    code = "bureau_full"

    def __init__(self, seats: int) -> None:
        super().__init__(
            _l("Les %(seats)d sièges que donnent les statuts sont tous tenus.", seats=seats),
            advice=_l("Mettez fin au mandat du Bureau sortant, ou au siège qui est vacant."),
        )


class NobodyToSit(Refusal):
    """A seat is held by whoever heads the executive of its member, who votes and is not suspended."""

    code = "bureau_nobody_to_sit"

    def __init__(self) -> None:
        super().__init__(
            _l("Seul le titulaire de l’exécutif local d’un membre qui vote, et n’est pas suspendu, siège au Bureau."),
            advice=_l("Enregistrez d’abord le titulaire sur la fiche du membre, ou levez la suspension."),
        )


class NotTheWay(Refusal):
    """The statutes do not let a seat be filled in this way."""

    code = "bureau_not_the_way"

    def __init__(self) -> None:
        super().__init__(
            _l("Les statuts en vigueur ne permettent pas de pourvoir un siège ainsi."),
            advice=_l("Le siège reste vacant jusqu’à l’élection par l’Assemblée générale."),
        )


class SeatMoved(Refusal):
    """The seat ended, or was filled, meanwhile."""

    code = "bureau_seat_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce siège n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez la composition du Bureau, puis choisissez de nouveau."),
        )


class TermsEnded(Refusal):
    """A sitting that ended the terms of the whole Bureau fills no seat of the former one."""

    code = "bureau_terms_ended"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette Assemblée renouvelle tout le Bureau : aucun siège de l’ancien n’est plus à pourvoir."),
            advice=_l("Choisissez un siège du nouveau Bureau : le mandat est entier."),
        )
