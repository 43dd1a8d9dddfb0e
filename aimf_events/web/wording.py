"""Words for the closed lists of the domain, and how people are addressed. One table per list, translated."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ..accounts.models import Role
from ..checkin.models import BadgeState, Verdict
from ..checkin.print_models import BadgeFormat, BadgePart, PrintReason, PrintState
from ..checkin.prints import PrintStatus
from ..congress.models import CongressRole, DeadlineKind, Desk, Phase
from ..hybrid.room_models import RoomKind
from ..mail.models import MessageState
from ..members.models import EntryKind, MemberCategory, Standing
from ..people.models import Civility, Person
from ..people.titles import title_of
from ..programme.models import SessionKind, SessionMode, SpeakerRole
from ..publications.models import Access
from ..registration.models import (
    Capacity,
    ClaimOutcome,
    DelegationState,
    DocumentKind,
    Mode,
    PaperKind,
    RegistrationState,
)
from .application_words import APPLICATION_WORDS
from .grant_words import GRANT_WORDS
from .reply_words import REPLY_WORDS
from .statutory_words import STATUTORY_WORDS

_WORDS: tuple[tuple[Any, Any], ...] = (
    (Role.ADMINISTRATOR, _l("Administration de la plateforme")),
    (Role.SECRETARIAT, _l("Secrétariat permanent")),
    (Role.TREASURY, _l("Trésorerie")),
    (Role.SITTING_SECRETARY, _l("Secrétariat de séance")),
    (Role.AUDITOR, _l("Audit, en lecture seule")),
    (CongressRole.PROGRAMME, _l("Programme")),
    (CongressRole.ACCREDITATION, _l("Bureau des accréditations")),
    (CongressRole.PROTOCOL, _l("Protocole")),
    (CongressRole.DOOR_SUPERVISOR, _l("Responsable des portes")),
    (CongressRole.DOOR, _l("Accueil aux portes")),
    (CongressRole.DESK, _l("Bureau d’accueil")),
    (CongressRole.ONLINE_OPERATOR, _l("Régie en ligne")),
    (CongressRole.HOST_TEAM, _l("Équipe de la ville hôte")),
    (CongressRole.INTERPRETER, _l("Interprétation")),
    (CongressRole.TELLER, _l("Scrutateur ou scrutatrice")),
    (CongressRole.CHAIR, _l("Présidence de séance")),
    (CongressRole.HEAD_OF_DELEGATION, _l("Chef de délégation")),
    (CongressRole.FOCAL_POINT, _l("Correspondant de délégation")),
    (RoomKind.JANUS, _l("Salle où l’on prend la parole")),
    (RoomKind.HLS, _l("Flux vidéo")),
    (RoomKind.AUDIO, _l("Son seul")),
    (RoomKind.LINK, _l("Salle d’un autre site")),
    (RoomKind.TELEPHONE, _l("Téléphone")),
    (Phase.PREPARATION, _l("En préparation")),
    (Phase.REGISTRATION, _l("Inscriptions ouvertes")),
    (Phase.CLOSED_REGISTRATION, _l("Inscriptions closes")),
    (Phase.CONGRESS, _l("Congrès en cours")),
    (Phase.ARCHIVE, _l("Archivé")),
    (Desk.NOMINATION, _l("Vérification des nominations")),
    (Desk.PRE_APPROVAL, _l("Avis préalable")),
    (DeadlineKind.SUBSTITUTION, _l("Remplacements")),
    (DeadlineKind.DOCUMENTS, _l("Documents")),
    (DeadlineKind.TRAVEL, _l("Voyage et chambres")),
    (DeadlineKind.VISA, _l("Lettre pour le visa")),
    (MemberCategory.MEMBER_CITY, _l("Ville membre")),
    (MemberCategory.CITY_ASSOCIATION, _l("Association de villes")),
    (MemberCategory.ASSOCIATE_CITY, _l("Ville associée")),
    (MemberCategory.HONORARY, _l("Membre d’honneur")),
    (MemberCategory.PARTNER, _l("Partenaire")),
    (Standing.GOOD, _l("à jour")),
    (Standing.IN_ARREARS, _l("cotisation due")),
    (Standing.SUSPENDED, _l("suspendu")),
    (EntryKind.PAYMENT, _l("un paiement")),
    (EntryKind.EXEMPTION, _l("une exemption")),
    (DelegationState.PREPARED, _l("à inviter")),
    (DelegationState.INVITED, _l("sans réponse")),
    (DelegationState.COMPOSING, _l("commencée")),
    (DelegationState.COMPLETE, _l("complète")),
    (DelegationState.DECLINED, _l("ne vient pas")),
    (DelegationState.CONTESTED, _l("contestée")),
    (DelegationState.WITHDRAWN, _l("retirée")),
    (ClaimOutcome.RECOGNISED, _l("conduite reconnue")),
    (ClaimOutcome.REJECTED, _l("dossier clos")),
    (DocumentKind.NOMINATION, _l("Lettre de nomination")),
    (DocumentKind.MANDATE, _l("Mandat ou délibération")),
    (DocumentKind.PROOF, _l("Justificatif")),
    (DocumentKind.OTHER, _l("Autre document")),
    (RegistrationState.DRAFT, _l("brouillon")),
    (RegistrationState.SUBMITTED, _l("à examiner")),
    (RegistrationState.NOMINATED, _l("proposée")),
    (RegistrationState.PRE_APPROVED, _l("avis favorable")),
    (RegistrationState.APPROVED, _l("accréditation accordée")),
    (RegistrationState.ON_HOLD, _l("en attente")),
    (RegistrationState.WAITING, _l("sur liste d’attente")),
    (RegistrationState.REFUSED, _l("refusée")),
    (RegistrationState.WITHDRAWN, _l("retirée")),
    (RegistrationState.SUBSTITUTED, _l("remplacée")),
    (RegistrationState.CANCELLED, _l("annulée")),
    (PaperKind.VISA, _l("Lettre d’invitation pour le visa")),
    (PaperKind.ATTENDANCE, _l("Attestation de présence")),
    (Mode.IN_PERSON, _l("sur place")),
    (Mode.ONLINE, _l("à distance")),
    (Mode.BOTH, _l("sur place et à distance")),
    (Mode.UNDECIDED, _l("pas encore décidé")),
    (Civility.MADAM, _l("Mme")),
    (Civility.SIR, _l("M.")),
    (Capacity.TITULAR, _l("titulaire")),
    (Capacity.SUBSTITUTE, _l("suppléant")),
    (Capacity.OBSERVER, _l("observateur")),
    (Capacity.NONE, _l("sans voix")),
    (SessionKind.CEREMONY, _l("Cérémonie")),
    (SessionKind.COLLOQUIUM, _l("Colloque")),
    (SessionKind.WORKSHOP, _l("Atelier")),
    (SessionKind.BUREAU, _l("Bureau")),
    (SessionKind.GENERAL_ASSEMBLY, _l("Assemblée générale")),
    (SessionKind.BREAK, _l("Pause")),
    (SessionKind.SOCIAL, _l("Moment convivial")),
    (SessionKind.SIDE_EVENT, _l("Événement parallèle")),
    (Access.PUBLIC, _l("tout le monde")),
    (Access.MEMBERS, _l("les membres de l’association")),
    (SessionMode.IN_PERSON, _l("sur place")),
    (SessionMode.ONLINE, _l("en ligne")),
    (SessionMode.HYBRID, _l("sur place et en ligne")),
    (SpeakerRole.SPEAKER, _l("Intervention")),
    (SpeakerRole.CHAIR, _l("Présidence")),
    (SpeakerRole.MODERATOR, _l("Modération")),
    (SpeakerRole.RAPPORTEUR, _l("Rapport")),
    (SpeakerRole.INTERPRETER, _l("Interprétation")),
    (BadgeFormat.A6, _l("Badge A6 sur cordon")),
    (BadgeFormat.CARD, _l("Carte")),
    (BadgeFormat.LABEL, _l("Étiquette")),
    (BadgePart.CIVILITY, _l("civilité")),
    (BadgePart.FUNCTION, _l("fonction")),
    (BadgePart.ORGANISATION, _l("ville ou organisation")),
    (BadgePart.COUNTRY, _l("pays")),
    (BadgePart.ORIGINAL_NAME, _l("nom dans son écriture")),
    (BadgePart.PHOTO, _l("photo")),
    (PrintReason.FIRST, _l("première impression")),
    (PrintReason.ARRIVAL, _l("entrée à une porte")),
    (PrintReason.WALK_IN, _l("inscription sur place")),
    (PrintReason.LOST, _l("badge perdu")),
    (PrintReason.DAMAGED, _l("badge abîmé")),
    (PrintReason.CHANGED, _l("badge changé")),
    (PrintReason.FORGOTTEN, _l("badge oublié")),
    (PrintState.WAITING, _l("attend")),
    (PrintState.PRINTING, _l("s’imprime")),
    (PrintState.PRINTED, _l("imprimé")),
    (PrintState.FAILED, _l("échec")),
    (PrintState.DROPPED, _l("abandonné")),
    (PrintStatus.NEVER, _l("jamais imprimé")),
    (PrintStatus.OUTDATED, _l("changé depuis")),
    (PrintStatus.OLD_LOOK, _l("ancien modèle")),
    (PrintStatus.CURRENT, _l("à jour")),
    (BadgeState.ISSUED, _l("émis")),
    (BadgeState.COLLECTED, _l("remis")),
    (BadgeState.REVOKED, _l("annulé")),
    (Verdict.ADMITTED, _l("Entrez")),
    (Verdict.LOOK, _l("À vérifier")),
    (Verdict.REFUSED, _l("Pas d’entrée")),
    (MessageState.HELD, _l("brouillon à relire")),
    (MessageState.PENDING, _l("à envoyer")),
    (MessageState.CLAIMED, _l("en cours d’envoi")),
    (MessageState.RETRY, _l("nouvel essai prévu")),
    (MessageState.ACCEPTED, _l("envoyée")),
    (MessageState.DELIVERED, _l("remise")),
    (MessageState.BOUNCED, _l("revenue")),
    (MessageState.FAILED, _l("échouée")),
    (MessageState.UNCERTAIN, _l("incertaine")),
    (MessageState.SUPERSEDED, _l("remplacée")),
    (MessageState.SUPPRESSED, _l("retenue")),
)
# Values of two lists may be the same text (a refused registration, a refused passage): the list is part of the key.
WORDS: dict[tuple[type, str], Any] = {
    (type(value), value): words
    for value, words in (*_WORDS, *STATUTORY_WORDS, *APPLICATION_WORDS, *GRANT_WORDS, *REPLY_WORDS)
}


def words_for(value: Any) -> Any:
    """Return the words of a value of a closed list."""
    return WORDS[type(value), value]


def addressed(person: Person) -> str:
    """Return a name as `people.titles` calls it; a title and what it announces stay on one line."""
    title = title_of(person.civility, person.honorific).replace(" ", "\u00a0")
    return "\u00a0".join(part for part in (title, person.badge_name) if part)
