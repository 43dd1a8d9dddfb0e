"""The letters: their words, what left, what did not, and why."""

from ...web.guards import SECRETARIAT, desk

blueprint = desk("letters", __name__, allows=SECRETARIAT, url_prefix="/<congress>/letters")

from . import deliveries, drafts, drafts_rule, exports, mailboxes, mailings, texts, texts_preview, views  # noqa: E402, F401
