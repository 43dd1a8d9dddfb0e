"""Facts that the statutory side announces, in the past tense, inside the transaction of the verb. Higher packages listen.
Nothing is announced of a rehearsal.

`ballot_published` is sent with the ballot as its sender, and `by`: whoever published it. `round_elected` with the round of an election whose
proclamation elected somebody, and `by`: whoever wrote the proclamation.
"""

from blinker import Namespace

_facts = Namespace()

ballot_published = _facts.signal("ballot_published")
round_elected = _facts.signal("round_elected")

ALL = (ballot_published, round_elected)
