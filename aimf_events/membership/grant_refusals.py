"""What the rules refuse about a grant."""

from flask_babel import lazy_gettext as _l

from ..errors import Refusal


class GrantMoved(Refusal):
    """It is no longer in the state that this act needs."""

    code = "grant_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette subvention n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez-la, puis choisissez de nouveau."),
        )


class MayNotAsk(Refusal):
    """Partners, and members that are suspended, ask for nothing."""

    code = "grant_may_not_ask"

    def __init__(self) -> None:
        super().__init__(_l("Un partenaire, ou un membre suspendu, ne demande pas de subvention."))


class SumsDiffer(Refusal):
    """The instalments are not what was awarded."""

    code = "grant_sums_differ"

    def __init__(self, total: int, awarded: int) -> None:
        super().__init__(
            _l(
                "Les versements font %(total)d, et la subvention %(awarded)d : ces sommes doivent être égales.",
                total=total,
                awarded=awarded,
            )
        )


class Undecided(Refusal):
    """Neither a published ballot nor a decision in words awards it."""

    code = "grant_undecided"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucun scrutin proclamé ne l’accorde."),
            advice=_l("Écrivez la décision du Bureau, avec sa date et son numéro, ou proclamez d’abord le scrutin."),
        )


class RejectedByBallot(Refusal):
    """The Bureau's ballot rejected it: words do not award it."""

    code = "grant_rejected"

    def __init__(self) -> None:
        super().__init__(
            _l("Le scrutin proclamé du Bureau n’accorde pas cette subvention."),
            advice=_l("Refusez la demande avec ce motif ; le membre peut en déposer une autre."),
        )


class MoreThanAsked(Refusal):
    """The question that the Bureau adopted names a smaller sum."""

    code = "grant_more_than_asked"

    def __init__(self, asked: int) -> None:
        super().__init__(
            _l("Le Bureau a voté sur %(asked)d : la subvention ne peut pas être plus élevée.", asked=asked),
            advice=_l("Écrivez cette somme ou une somme moindre."),
        )


class ReportMissing(Refusal):
    """A report is accepted, or sent back, once there is one."""

    code = "grant_report_missing"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucun rapport n’est au dossier."), advice=_l("Ajoutez-le, ou rappelez-le au membre par son lien.")
        )


class TooManyGrantPapers(Refusal):
    """A project holds so many papers and no more."""

    code = "grant_too_many_papers"

    def __init__(self, most: int) -> None:
        super().__init__(
            _l("Ce projet a déjà %(most)d documents.", most=most),
            advice=_l("Écrivez au Secrétariat permanent, qui en retire."),
        )
