"""Émargement in the demo: two dozen sheets of the Assembly, most handed over, half with their device, one locked."""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..assembly.emargement import hand_over, make_first_codes
from ..assembly.emargement_models import TRIES, VotingCredential
from ..assembly.sitting_models import Sitting
from ..clock import now
from ..people.models import Person

SHEETS, HANDED, BOUND = 24, 19, 11


def sign_in_voters(assembly: Sitting, *, desk: Person) -> None:
    """Print the first sheets, hand most of them over, bind devices. The keys are thrown away: these devices are nobody's."""
    made = make_first_codes(assembly, most=SHEETS, by=desk)
    for place, each in enumerate(made[:HANDED]):
        hand_over(each.credential, by=desk)
        if place < BOUND:
            each.credential.public_key, each.credential.bound_at = _key(), now()
            each.credential.code_hash = ""
    if len(made) > HANDED:
        _lock(made[HANDED - 1].credential)


def _lock(sheet: VotingCredential) -> None:
    sheet.tries, sheet.locked_at, sheet.code_hash = TRIES, now(), ""


def _key() -> bytes:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
