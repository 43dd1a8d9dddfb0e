"""Facts that the statutory side announces, in the past tense, inside the transaction of the verb. Higher packages listen.
Nothing is announced of a rehearsal.

`ballot_published` is sent with the ballot as its sender, and `by`: whoever published it.
"""

from blinker import Namespace

_facts = Namespace()

ballot_published = _facts.signal("ballot_published")

ALL = (ballot_published,)
