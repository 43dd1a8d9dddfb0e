"""What is refused to the tellers of a sealed urn, in words for them and for the desk."""

from flask_babel import lazy_gettext as _l

from ..errors import Refusal


class ThreeTellers(Refusal):
    """Three different persons are needed."""

    code = "tellers_three"
    status = 422

    def __init__(self) -> None:
        super().__init__(_l("Il faut trois personnes différentes : chacune tient sa propre clé."))


class KeyRefused(Refusal):
    """No public key, or another teller's."""

    code = "teller_key"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("Cette clé publique n’est pas recevable, ou un autre scrutateur l’a déjà remise."),
            advice=_l("Rechargez la page et fabriquez une autre clé."),
        )


class KeysWanting(Refusal):
    """A trial needs the three public keys."""

    code = "teller_keys_wanting"

    def __init__(self) -> None:
        super().__init__(
            _l("L’essai demande les clés publiques des trois scrutateurs, et il en manque."),
            advice=_l("Attendez que chacun ait remis la sienne, puis rechargez la page."),
        )


class TrialRefused(Refusal):
    """The trial papers have not the form that is expected, or there are none to open yet."""

    code = "teller_trial"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("Cet essai n’a pas la forme attendue, ou les bulletins d’essai ne sont pas encore là."),
            advice=_l("Rechargez la page, puis recommencez l’essai."),
        )


class TrialDiffers(Refusal):
    """The second of a pair read something else than the first sealed."""

    code = "teller_trial_differs"

    def __init__(self) -> None:
        super().__init__(
            _l(
                "Les bulletins d’essai n’ont pas été relus comme ils ont été scellés : cette paire n’ouvrirait pas l’urne."
            ),
            advice=_l("Le premier scrutateur de la paire recommence l’essai ; sinon, remettez d’autres clés."),
        )


class NotReady(Refusal):
    """The roll may not freeze: keys are wanting, or a pair has not opened its trial."""

    code = "tellers_not_ready"

    def __init__(self) -> None:
        super().__init__(
            _l(
                "Le scrutin ne s’ouvre pas : chaque paire de scrutateurs doit d’abord avoir ouvert ses bulletins d’essai."
            ),
            advice=_l("La page de l’urne dit ce qui manque."),
        )


class TellersToClose(Refusal):
    """The urn is closed by the chair and two tellers."""

    code = "tellers_to_close"

    def __init__(self) -> None:
        super().__init__(
            _l("L’urne se clôt par la présidence et deux scrutateurs : il en manque."),
            advice=_l("Chaque scrutateur donne son accord depuis sa propre page."),
        )


class TooFewVotes(Refusal):
    """Fewer than five votes: the totals would say how somebody voted."""

    code = "urn_too_few_votes"

    def __init__(self) -> None:
        super().__init__(
            _l("Moins de cinq bulletins : les totaux diraient qui a voté quoi. L’urne ne se clôt pas."),
            advice=_l("Laissez voter, ou que la présidence annule ce scrutin et le refasse sur papier."),
        )


class TooFewOnPaper(Refusal):
    """One to four votes on paper beside the sealed ones: whoever counts the papers reads how those voted."""

    code = "urn_too_few_on_paper"

    def __init__(self) -> None:
        super().__init__(
            _l("Moins de cinq votes sur papier : qui les compte lirait le vote de chacun. L’urne ne se clôt pas."),
            advice=_l(
                "Laissez voter sur papier, jusqu’à cinq votes, ou que la présidence annule ce scrutin et le refasse."
            ),
        )


class TooFewSealed(Refusal):
    """One to four sealed papers beside those of paper: the paper totals taken off the sum, the rest says how those voted."""

    code = "urn_too_few_sealed"

    def __init__(self) -> None:
        super().__init__(
            _l(
                "Moins de cinq bulletins scellés : les votes sur papier ôtés du total, le reste dirait le vote de chacun. L’urne ne se clôt pas."
            ),
            advice=_l(
                "Laissez voter sur un appareil, jusqu’à cinq votes, ou que la présidence annule ce scrutin et le refasse."
            ),
        )


class NoSuchCount(Refusal):
    """The totals are not there, or the pair has not attested them."""

    code = "urn_no_count"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucun total attesté par les deux scrutateurs de cette paire."),
            advice=_l("Le second écrit les totaux, le premier les atteste, chacun depuis sa propre page."),
        )


class CountAttested(Refusal):
    """Attested totals do not change."""

    code = "urn_count_attested"

    def __init__(self) -> None:
        super().__init__(
            _l("Ces totaux sont attestés : ils ne se changent plus."),
            advice=_l("Une autre paire peut faire un second comptage."),
        )


class CountMoved(Refusal):
    """The totals are others than those that the page showed."""

    code = "urn_count_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Le second a écrit d’autres totaux depuis : rien n’est attesté."),
            advice=_l("Relisez les totaux sur votre page, puis attestez ce que vous avez vu."),
        )


class StillContestable(Refusal):
    """The urn is kept until the contest period has run out."""

    code = "urn_contestable"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("Le délai de contestation n’est pas écoulé, ou le scrutin n’est ni publié ni annulé : l’urne reste.")
        )


class NotTheTellersTurn(Refusal):
    """The ballot is not at the step that this act needs."""

    code = "teller_step"

    def __init__(self) -> None:
        super().__init__(
            _l("Le scrutin n’en est pas à cette étape."),
            advice=_l("Rechargez votre page de scrutateur : elle dit ce qui est attendu de vous."),
        )
