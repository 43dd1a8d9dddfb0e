"""Facts that members announce, in the past tense, inside the transaction of the verb. Higher packages listen."""

from blinker import Namespace

_facts = Namespace()

dues_changed = _facts.signal("dues_changed")
rights_changed = _facts.signal("rights_changed")
entry_fee_paid = _facts.signal("entry_fee_paid")
office_ended = _facts.signal("office_ended")

ALL = (dues_changed, rights_changed, entry_fee_paid, office_ended)
"""Each is sent with the member whose it is as its sender; `office_ended` with the local office."""
