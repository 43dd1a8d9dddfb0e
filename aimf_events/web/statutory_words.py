"""Words for the closed lists of the statutes: bodies, chapters, parameters and the answers they take."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ..assembly.models import Body
from ..assembly.parameters import Group, Parameter
from ..assembly.rules.admission import AdmittedVotes
from ..assembly.rules.majority import Base, Outcome
from ..assembly.rules.proxies import BlankPaper, TwoOfOne
from ..assembly.rules.quorum import Counted, QuorumChecked, QuorumLost
from ..assembly.rules.roll import SubstituteVotes
from ..assembly.rules.tie import TieBreak
from ..assembly.simulator import SittingKind

STATUTORY_WORDS: tuple[tuple[Any, Any], ...] = (
    (Body.GENERAL_ASSEMBLY, _l("Assemblée générale")),
    (Body.BUREAU, _l("Bureau")),
    (Group.CONVOCATION, _l("Convocation")),
    (Group.QUORUM, _l("Quorum")),
    (Group.MAJORITY, _l("Majorités")),
    (Group.PROXIES, _l("Pouvoirs")),
    (Group.MEMBERS, _l("Membres et cotisations")),
    (Group.ELECTIONS, _l("Élections")),
    (Group.DISTANCE, _l("Distance et conflits d’intérêts")),
    (Parameter.SEAT_ZONE, _l("Siège : l’heure qui fait foi")),
    (Parameter.NOTICE_DAYS, _l("Délai de convocation")),
    (Parameter.DOCUMENTS_DAYS, _l("Envoi des documents avant la séance")),
    (Parameter.AGENDA_REQUESTS_DAYS, _l("Demandes d’ajout à l’ordre du jour, avant la séance")),
    (Parameter.SECOND_CALL_DAYS, _l("Seconde convocation : délai après la première séance")),
    (Parameter.QUORUM_ORDINARY, _l("Quorum d’une séance ordinaire")),
    (Parameter.QUORUM_EXTRAORDINARY, _l("Quorum d’une séance extraordinaire")),
    (Parameter.QUORUM_DISSOLUTION, _l("Quorum pour dissoudre l’association")),
    (Parameter.QUORUM_COUNTS, _l("Voix que le quorum compte")),
    (Parameter.QUORUM_CHECKED, _l("Moment où le quorum se vérifie")),
    (Parameter.QUORUM_LOST, _l("Si le quorum est perdu")),
    (Parameter.SECOND_CALL_NEEDS_QUORUM, _l("Quorum exigé à la seconde convocation")),
    (Parameter.MAJORITY_ORDINARY, _l("Majorité des décisions ordinaires")),
    (Parameter.MAJORITY_STATUTES, _l("Majorité pour changer les statuts")),
    (Parameter.CASTING_VOTE, _l("Voix prépondérante de la présidence, au vote public")),
    (Parameter.PROXY_CAP, _l("Pouvoirs qu’un même membre peut détenir")),
    (Parameter.PROXY_TWO_OF_ONE, _l("Deux pouvoirs d’un même mandant")),
    (Parameter.PROXY_PAPER_HOURS, _l("Dépôt des pouvoirs sur papier, avant l’ouverture")),
    (Parameter.PROXY_BLANK, _l("Pouvoir en blanc")),
    (Parameter.DUES_YEARS_BACK, _l("Cotisations exigées")),
    (Parameter.EXEMPTION_COUNTS, _l("Une exemption vaut paiement")),
    (Parameter.DUES_TWO_PEOPLE, _l("Deux personnes pour encaisser le jour d’une séance")),
    (Parameter.ADMITTED_VOTES, _l("Membre admis en séance : quand il vote")),
    (Parameter.CITIES_OF_STATE, _l("Villes membres d’un même État, au plus")),
    (Parameter.SUBSTITUTE_VOTES, _l("Vote du suppléant")),
    (Parameter.ELECTION_FIRST_ROUND, _l("Élection au premier tour")),
    (Parameter.ELECTION_TIE, _l("Égalité qui demeure pour le dernier siège")),
    (Parameter.BUREAU_SEATS, _l("Sièges élus au Bureau")),
    (Parameter.BUREAU_TERM_YEARS, _l("Durée d’un mandat au Bureau")),
    (Parameter.OFFICERS_DECLARED_MONTHS, _l("Délai pour déclarer les dirigeants à la préfecture")),
    (Parameter.SEALED_URN, _l("Urne électronique scellée pour le vote secret")),
    (Parameter.REMOTE_PARTICIPATION, _l("Participation à distance")),
    (Parameter.REMOTE_VOTING, _l("Vote à distance")),
    (Parameter.CONFLICT_WITHDRAWS, _l("Un membre dont la ville est concernée se retire")),
    (SittingKind.ORDINARY, _l("ordinaire")),
    (SittingKind.EXTRAORDINARY, _l("extraordinaire")),
    (SittingKind.DISSOLUTION, _l("pour dissoudre l’association")),
    (Counted.PRESENT, _l("présents dans la salle")),
    (Counted.REPRESENTED, _l("représentés par un pouvoir")),
    (Counted.REMOTE, _l("présents à distance")),
    (QuorumChecked.OPENING, _l("à l’ouverture de la séance")),
    (QuorumChecked.ITEM, _l("à chaque point de l’ordre du jour")),
    (QuorumChecked.VOTE, _l("à chaque vote")),
    (QuorumLost.REFUSED, _l("le vote est refusé")),
    (QuorumLost.CHAIR_DECIDES, _l("la présidence décide, et le procès-verbal le dit")),
    (Base.EXPRESSED, _l("des suffrages exprimés, pour et contre")),
    (Base.CAST, _l("des votes émis, blancs compris")),
    (Base.PRESENT, _l("des membres présents")),
    (Base.PRESENT_OR_REPRESENTED, _l("des membres présents ou représentés")),
    (Base.MEMBERS, _l("de tous les membres à jour")),
    (Outcome.ADOPTED, _l("adopté")),
    (Outcome.REJECTED, _l("rejeté")),
    (Outcome.TIED, _l("partage des voix")),
    (TwoOfOne.LATER, _l("le dernier remplace le premier")),
    (TwoOfOne.NEITHER, _l("aucun ne compte")),
    (BlankPaper.REFUSED, _l("il est refusé")),
    (BlankPaper.CHAIR, _l("il va à la présidence")),
    (AdmittedVotes.AT_ONCE, _l("aussitôt")),
    (AdmittedVotes.ONCE_PAID, _l("dès que son droit d’entrée est payé")),
    (SubstituteVotes.TITULAR_ABSENT, _l("tant que le titulaire est absent")),
    (SubstituteVotes.NEVER, _l("jamais")),
    (TieBreak.SENIORITY, _l("au membre le plus ancien")),
    (TieBreak.AGE, _l("à la personne la plus âgée")),
    (TieBreak.LOT, _l("par tirage au sort")),
)
