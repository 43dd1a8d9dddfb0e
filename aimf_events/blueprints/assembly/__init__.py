"""The desk of the statutory sittings: the statutes, the simulator, the sittings themselves. For the secretariat and the secretary of the sitting."""

from ...web.guards import SITTING_DESK, desk

blueprint = desk("assembly", __name__, allows=SITTING_DESK, url_prefix="/<congress>/assembly")

from . import (  # noqa: E402, F401
    agenda,
    archive,
    ballot_aloud,
    ballot_closing,
    ballot_steps,
    ballots,
    bureau,
    bureau_seats,
    candidacies,
    chair,
    convocations,
    credentials,
    decisions,
    declarations,
    election_counting,
    election_hall,
    election_rounds,
    elections,
    emargement,
    floor,
    hall,
    minutes,
    minutes_steps,
    motions,
    packs,
    presence,
    proxies,
    recusals,
    remote,
    simulator,
    sittings,
    statutes,
    urns,
    weather,
)
