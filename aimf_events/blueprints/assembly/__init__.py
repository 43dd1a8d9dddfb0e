"""The desk of the statutory sittings: the statutes, the simulator, the sittings themselves. For the secretariat and the secretary of the sitting."""

from ...web.guards import SITTING_DESK, desk

blueprint = desk("assembly", __name__, allows=SITTING_DESK, url_prefix="/<congress>/assembly")

from . import (  # noqa: E402
    agenda,  # noqa: F401
    ballot_closing,  # noqa: F401
    ballot_steps,  # noqa: F401
    ballots,  # noqa: F401
    convocations,  # noqa: F401
    emargement,  # noqa: F401
    presence,  # noqa: F401
    proxies,  # noqa: F401
    simulator,  # noqa: F401
    sittings,  # noqa: F401
    statutes,  # noqa: F401
    weather,  # noqa: F401
)
