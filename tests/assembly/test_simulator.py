"""The simulator: the real rules on today's members and an imagined hall, with DOMAIN.md's numbers."""

from collections.abc import Mapping

from flask import Flask

from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.profiles import Profile, read_profile
from aimf_events.assembly.rules.majority import Outcome, Tally
from aimf_events.assembly.rules.quorum import Hall
from aimf_events.assembly.rules.roll import How
from aimf_events.assembly.simulator import Answer, Question, SittingKind, answer, expected_hall
from aimf_events.assembly.statutes import usual_values
from aimf_events.assembly.voices import VotingMember, announced, named, voting_members
from aimf_events.members.models import MemberCategory, Standing
from aimf_events.registration.models import Capacity, Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_member, make_registration, make_statutes
from tests.statements import statements_sent

STANDINGS = {320: Standing.IN_ARREARS, 321: Standing.SUSPENDED}


def members(count: int = 325, standings: Mapping[int, Standing] | None = None) -> list[VotingMember]:
    given = standings or {}
    return [
        VotingMember(n, f"p{n}", f"Ville {n}", "BJ", f"ville {n}", given.get(n, Standing.GOOD)) for n in range(count)
    ]


def profile(**values: object) -> Profile:
    usual = usual_values()[Body.GENERAL_ASSEMBLY] | {"remote_participation": True}
    return Profile(Body.GENERAL_ASSEMBLY, usual | values, {name: f"article of {name}" for name in usual})


def asked(question: Question, found: list[VotingMember] | None = None, **values: object) -> Answer:
    return answer(question, profile(**values), found or members(), {0: How.IN_ROOM, 1: How.REMOTE})


def test_a_holder_of_two_leaves_109_and_the_vote_is_refused() -> None:
    said = asked(Question(Hall(107, 2), leaving=1, leaving_proxies=2, tally=Tally(60, 40)))
    assert (said.before.counted, said.before.needed, said.before.is_reached) == (109, 109, True)
    assert (said.after.counted, said.after.missing, said.vote_refused, said.vote) == (106, 3, True, None)


def test_forty_leave() -> None:
    said = asked(Question(Hall(130, 10, 9), leaving=40))
    assert (said.before.spare, said.after.counted, said.after.missing) == (40, 109, 0)
    assert asked(Question(Hall(130, 10, 9), leaving=41)).after.missing == 1


def test_those_in_the_room_leave_before_those_at_a_distance() -> None:
    assert asked(Question(Hall(10, 0, 9), leaving=12)).hall == Hall(0, 0, 7)


def test_a_member_whose_dues_are_late_leaves_the_base_and_the_hall_where_it_was_announced() -> None:
    said = asked(Question(Hall(108, 0, 1), late=frozenset({0, 5})))
    assert (said.base, said.before.needed, said.before.counted, said.out_of_hall) == (323, 108, 108, 1)
    assert [member.id for member in said.excluded] == [0, 5]
    afar = asked(Question(Hall(108, 0, 1), suspended=frozenset({1})))
    assert (afar.base, afar.hall) == (324, Hall(108, 0, 0))


def test_who_was_already_out_changes_nothing_and_paying_ends_no_suspension() -> None:
    said = asked(Question(Hall(109), late=frozenset({320}), settled=frozenset({321})), members(325, STANDINGS))
    assert (said.base, [m.id for m in said.already_out], [m.id for m in said.still_out]) == (323, [320], [321])
    paid = asked(Question(Hall(109), settled=frozenset({7, 320})), members(325, STANDINGS))
    assert (paid.base, [m.id for m in paid.joined], [m.id for m in paid.already_good]) == (324, [320], [7])


def test_a_member_said_to_have_paid_and_to_be_suspended_is_out() -> None:
    said = asked(Question(Hall(), settled=frozenset({320}), suspended=frozenset({320})), members(325, STANDINGS))
    assert (said.base, said.joined) == (323, [])


def test_the_kind_of_sitting_and_the_call_make_the_quorum() -> None:
    needed = {kind: asked(Question(Hall(), kind=kind)).before.needed for kind in SittingKind}
    assert needed == {SittingKind.ORDINARY: 109, SittingKind.EXTRAORDINARY: 82, SittingKind.DISSOLUTION: 163}
    second = asked(Question(Hall(3), is_second_call=True))
    assert (second.threshold, second.after.is_reached) == (None, True)
    strict = asked(Question(Hall(3), is_second_call=True), second_call_needs_quorum=True)
    assert strict.after.is_reached is False


def test_voices_at_a_distance_are_not_heard_unless_the_statutes_say_so() -> None:
    said = asked(Question(Hall(105, 0, 9)), remote_participation=False)
    assert (said.remote_ignored, said.before.counted, said.out_of_hall) == (9, 105, 0)


def test_where_the_chair_decides_the_vote_is_counted_without_a_quorum() -> None:
    question = Question(Hall(50), tally=Tally(20, 20, 5))
    assert asked(question).vote is None
    vote = asked(question, quorum_lost="chair_decides").vote
    assert vote is not None
    assert (vote.outcome, vote.base, vote.needed) == (Outcome.TIED, 40, 21)


def test_statutes_change_by_two_thirds_of_those_left() -> None:
    question = Question(Hall(200), leaving=50, tally=Tally(99, 1, 50), majority=Parameter.MAJORITY_STATUTES)
    vote = asked(question).vote
    assert vote is not None
    assert (vote.outcome, vote.base, vote.needed) == (Outcome.REJECTED, 150, 100)


def test_names_are_read_without_accents_and_each_means_one_member() -> None:
    known = [
        VotingMember(1, "a", "Huế", "VN", "hue", Standing.GOOD),
        VotingMember(2, "b", "Saint-Louis", "SN", "saint louis", Standing.GOOD),
        VotingMember(3, "c", "Saint-Louis", "FR", "saint louis", Standing.GOOD),
    ]
    found, unknown = named(known, " HUE ; Hué, Saint-Louis,, Atlantis")
    assert [member.id for member in found] == [1]
    assert unknown == ["Saint-Louis", "Atlantis"]


def test_the_voting_members_and_the_hall_announced_are_one_query_each(app: Flask) -> None:
    congress = make_congress("tunis")
    cities = [make_member(name) for name in ("Abomey", "Bohicon", "Cotonou", "Dogbo", "Épinal")]
    make_member("Associée", category=MemberCategory.ASSOCIATE_CITY)
    coming = [
        (cities[0], Capacity.TITULAR, Mode.IN_PERSON, RegistrationState.APPROVED),
        (cities[0], Capacity.SUBSTITUTE, Mode.ONLINE, RegistrationState.APPROVED),
        (cities[1], Capacity.SUBSTITUTE, Mode.ONLINE, RegistrationState.SUBMITTED),
        (cities[2], Capacity.OBSERVER, Mode.IN_PERSON, RegistrationState.APPROVED),
        (cities[3], Capacity.TITULAR, Mode.IN_PERSON, RegistrationState.WITHDRAWN),
    ]
    delegations = {city.id: make_delegation(congress, member=city) for city in cities}
    for city, capacity, mode, state in coming:
        make_registration(delegations[city.id], capacity=capacity, mode=mode, state=state)
    make_registration(make_delegation(make_congress("lausanne"), member=cities[4]), capacity=Capacity.TITULAR)
    with statements_sent() as sent:
        voting, there = voting_members(), announced(congress)
    assert len(sent) == 2
    assert [member.name for member in voting] == ["Abomey", "Bohicon", "Cotonou", "Dogbo", "Épinal"]
    assert there == {cities[0].id: How.IN_ROOM, cities[1].id: How.REMOTE}
    assert expected_hall(voting, there) == Hall(1, 0, 1)


def test_the_statutes_of_the_database_answer_the_simulator(app: Flask) -> None:
    read = read_profile(make_statutes())
    assert answer(Question(Hall(109)), read, members(), {}).after.is_reached
