"""Facts that members announce, in the past tense, inside the transaction of the verb. Higher packages listen."""

from blinker import Namespace

_facts = Namespace()

dues_changed = _facts.signal("dues_changed")
rights_changed = _facts.signal("rights_changed")

ALL = (dues_changed, rights_changed)
"""Each is sent with the member whose it is as its sender."""
