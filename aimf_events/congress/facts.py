"""Facts that the congress announces, in the past tense, inside the transaction of the verb. Higher packages listen."""

from blinker import Namespace

_facts = Namespace()

congress_created = _facts.signal("congress_created")
dates_changed = _facts.signal("dates_changed")

ALL = (congress_created, dates_changed)
