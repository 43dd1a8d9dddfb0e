"""The tellers' own pages: each signs in to their mailbox, and sees the ballots of which they are a teller, nobody else's part."""

from ...web.guards import SIGNED_IN, desk

blueprint = desk("tellers", __name__, allows=SIGNED_IN, url_prefix="/tellers")

from . import views  # noqa: E402, F401
