"""Facts that registration announces, in the past tense, inside the transaction of the verb. Higher packages listen.

Each is sent with the registration as its sender, `registration_approved.send(registration)`, or with the delegation;
`mayor_changed` with the member.
"""

from blinker import Namespace

_facts = Namespace()

registration_submitted = _facts.signal("registration_submitted")
registration_approved = _facts.signal("registration_approved")
registration_reopened = _facts.signal("registration_reopened")
registration_refused = _facts.signal("registration_refused")
registration_withdrawn = _facts.signal("registration_withdrawn")
registration_substituted = _facts.signal("registration_substituted")
identity_changed = _facts.signal("identity_changed")
answers_changed = _facts.signal("answers_changed")
delegation_declined = _facts.signal("delegation_declined")
mayor_changed = _facts.signal("mayor_changed")

ALL = (
    registration_submitted,
    registration_approved,
    registration_reopened,
    registration_refused,
    registration_withdrawn,
    registration_substituted,
    identity_changed,
    answers_changed,
    delegation_declined,
    mayor_changed,
)
