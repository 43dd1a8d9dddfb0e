"""Facts that the programme announces, in the past tense, inside the transaction of the verb."""

from blinker import Namespace

_facts = Namespace()

session_places_changed = _facts.signal("session_places_changed")
"""Sent with the session, its new numbers of places written."""

ALL = (session_places_changed,)
