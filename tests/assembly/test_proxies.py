"""Proxies: offered, accepted, given back and taken back by the members' pages; on paper by two people; what the roll makes of them."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from aimf_events import crypto
from aimf_events.assembly import proxies
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.convocation_letter import convocation_by_link, papers_url
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.paper_proxies import (
    BlankRefused,
    PaperTooLate,
    SamePersonConfirms,
    confirm_paper,
    enter_paper,
    refuse_paper,
)
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.presence import enter_presence
from aimf_events.assembly.proxies import (
    GivenAlready,
    ProxyMoved,
    ProxyRefused,
    TooManyOffers,
    accept_proxy,
    decline_proxy,
    forget_instructions,
    offer_proxy,
    revoke_proxy,
)
from aimf_events.assembly.proxy_models import Proxy, ProxyState
from aimf_events.assembly.proxy_register import instructions_for, live_proxies_of, proxy_counts, scan_of
from aimf_events.assembly.rolls import quorum_of, roll_of
from aimf_events.assembly.rules.proxies import Use, Why
from aimf_events.assembly.rules.roll import Carrier, How
from aimf_events.assembly.sitting_models import Convocation, EntrySource, Sitting
from aimf_events.assembly.sittings import SittingMoved, close_sitting, open_sitting, suspend_sitting
from aimf_events.assembly.weather import Want, forecast
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.dues import call_dues
from aimf_events.members.models import Member, MemberCategory
from aimf_events.people.models import Person
from aimf_events.registration.document_files import prepare_document
from aimf_events.registration.models import Capacity, DelegationState, RegistrationState
from aimf_events.registration.new_mayor import change_mayor
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_statutes
from tests.factories.assembly import (
    come_in,
    give_proxy,
    make_cities,
    make_open_sitting,
    make_sitting,
    seat_for,
)
from tests.registration.files import pdf

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2027, 5, 20)


@pytest.fixture
def statutes(app: Flask):
    set_for_tests(MARCH)
    return make_statutes()


@pytest.fixture
def sitting(statutes):
    """Six cities are convened."""
    make_cities(6)
    made = make_sitting(day=MAY)
    convene(made, by=None)
    return made


def seats(sitting):
    return [seat_for(sitting, member) for member in db.session.query(Member).order_by(Member.name)]


def letters(fact):
    return [
        (each.recipient_name, each.data["other_member"])
        for each in db.session.query(OutgoingMessage).filter_by(fact=fact)
    ]


def scan(number=1):
    return prepare_document(pdf(number), f"pouvoir-{number}.pdf")


# -- the numbers of DOMAIN.md, at a real sitting ----------------------------------------------------------------------------


def test_of_325_voices_109_are_a_third_and_a_holder_of_two_who_leaves_takes_three_with_him(statutes):
    """325 voting members: 1/3 is 109. At exactly 109 with two proxies, their holder leaves: 106, and no ballot opens."""
    make_cities(325)
    sitting = make_sitting(day=MAY)
    convene(sitting, by=None)
    open_sitting(sitting, by=None)
    everyone = seats_of(sitting)
    come_in(sitting, everyone[:107])
    holder, givers = everyone[0], everyone[200:202]
    for giver in givers:
        give_proxy(sitting, giver, holder)
    state = roll_of(sitting)
    assert (state.base, state.quorum.needed, state.quorum.counted, state.may_vote) == (325, 109, 109, True)
    assert (state.hall.present, state.hall.represented) == (107, 2)
    come_in(sitting, [holder], None)
    state = roll_of(sitting)
    assert (state.quorum.counted, state.quorum.missing, state.may_vote) == (106, 3, False)
    assert set(state.uses.values()) == {Use.HOLDER_AWAY}
    come_in(sitting, givers[:1])
    assert quorum_of(sitting).counted == 107, "a giver who arrives speaks for itself"
    come_in(sitting, [holder])
    assert quorum_of(sitting).counted == 109
    assert sorted(use.value for use in roll_of(sitting).uses.values()) == ["carried", "giver_there"]


# -- given by the page -------------------------------------------------------------------------------------------------------


def test_an_offer_is_nothing_until_its_holder_accepts(sitting):
    giver, holder, *_others = seats(sitting)
    proxy = offer_proxy(sitting, giver, holder, by=None)
    assert offer_proxy(sitting, giver, holder, by=None) is proxy
    come_in(sitting, [holder])
    assert quorum_of(sitting).counted == 1
    accept_proxy(proxy, giver, holder, by=None)
    assert accept_proxy(proxy, giver, holder, by=None).stands
    [own, carried] = sorted(roll_of(sitting).lines, key=lambda line: line.carrier is Carrier.PROXY)
    assert (carried.seat.member.name, carried.by.member.name, carried.person) == (
        "Cité 000",
        "Cité 001",
        holder.holder.titular,
    )
    assert own.carrier is Carrier.TITULAR
    assert letters("proxy_offered") == [(holder.holder.titular.full_name, "Cité 000")]
    assert len(letters("proxy_given")) == len(letters("proxy_accepted")) == 1


def test_the_first_of_several_who_accepts_carries_the_voice(sitting):
    giver, first, second, third, fourth, _last = seats(sitting)
    offers = [offer_proxy(sitting, giver, each, by=None) for each in (first, second, third)]
    with pytest.raises(TooManyOffers):
        offer_proxy(sitting, giver, fourth, by=None)
    accept_proxy(offers[1], giver, second, by=None)
    assert [each.state for each in offers] == [ProxyState.TAKEN, ProxyState.ACCEPTED, ProxyState.TAKEN]
    with pytest.raises(ProxyMoved) as refused:
        accept_proxy(offers[0], giver, first, by=None)
    assert "Un autre membre porte déjà" in str(refused.value.reason)


def test_a_later_proxy_replaces_the_first_once_it_is_accepted(sitting):
    giver, first, second, *_others = seats(sitting)
    one = give_proxy(sitting, giver, first)
    two = offer_proxy(sitting, giver, second, by=None)
    assert one.stands, "the voice is not lost while the second thinks"
    set_for_tests(MARCH + timedelta(minutes=1))
    accept_proxy(two, giver, second, by=None)
    assert (one.state, two.state) == (ProxyState.REPLACED, ProxyState.ACCEPTED)
    come_in(sitting, [first, second])
    assert roll_of(sitting).lines[0].by.member.name == "Cité 002"


@pytest.mark.parametrize("rule", ["later", "neither"])
def test_what_two_of_one_giver_are_worth_is_the_statutes_word(app, rule):
    set_for_tests(MARCH)
    make_statutes(values={Parameter.PROXY_TWO_OF_ONE: rule})
    make_cities(4)
    sitting = make_sitting(day=MAY)
    convene(sitting, by=None)
    giver, first, second, _other = seats(sitting)
    one = give_proxy(sitting, giver, first)
    desk, colleague = make_person(), make_person()
    set_for_tests(MARCH + timedelta(minutes=5))
    paper = enter_paper(sitting, giver, second, scan(), by=desk)
    confirm_paper(paper, giver, second, by=colleague)
    if rule == "neither":
        assert (one.state, paper.state) == (ProxyState.VOID, ProxyState.VOID)
        give_proxy(sitting, giver, first)
        with pytest.raises(GivenAlready) as refused:
            offer_proxy(sitting, giver, second, by=None)
        assert "(article" in str(refused.value.reason)
    else:
        assert (one.state, paper.state) == (ProxyState.REPLACED, ProxyState.ACCEPTED)


def test_each_refusal_names_its_article(sitting):
    first, second, third, fourth, *_others = seats(sitting)
    give_proxy(sitting, second, first)
    give_proxy(sitting, third, first)
    for giver, holder, why in (
        (fourth, fourth, Why.ONESELF),
        (fourth, first, Why.FULL),
        (first, fourth, Why.GIVER_HOLDS),
        (fourth, second, Why.HOLDER_GAVE),
    ):
        with pytest.raises(ProxyRefused) as refused:
            offer_proxy(sitting, giver, holder, by=None)
        assert refused.value.why is why
        assert str(refused.value.reason).endswith(f"({refused.value.article})")


def test_dues_a_dispute_and_a_consultative_voice_give_nothing(statutes):
    congress, cities = make_congress("tunis", starts_on=MAY), make_cities(3)
    delegation = make_delegation(congress, member=cities[0])
    sitting = make_sitting(day=MAY, congress=congress)
    convene(sitting, by=None)
    with transaction():
        delegation.state = DelegationState.CONTESTED
    with pytest.raises(ProxyRefused) as refused:
        offer_proxy(sitting, *(seat_for(sitting, city) for city in cities[:2]), by=None)
    assert "vérification des pouvoirs" in str(refused.value.reason)
    call_dues(2026, {MemberCategory.MEMBER_CITY: 100}, decision="AG", by=None)
    set_for_tests(MARCH + timedelta(minutes=1))
    with pytest.raises(ProxyRefused) as refused:
        offer_proxy(sitting, *(seat_for(sitting, city) for city in cities[1:]), by=None)
    assert "la cotisation est due" in str(refused.value.reason)
    assert refused.value.article


def test_the_chain_is_refused_when_it_would_close_at_the_acceptance(sitting):
    first, second, third, *_others = seats(sitting)
    to_second = offer_proxy(sitting, first, second, by=None)
    to_third = offer_proxy(sitting, second, third, by=None)
    accept_proxy(to_third, second, third, by=None)
    with pytest.raises(ProxyRefused) as refused:
        accept_proxy(to_second, first, second, by=None)
    assert refused.value.why is Why.HOLDER_GAVE


def test_given_back_taken_back_and_over(sitting):
    first, second, third, fourth, *_others = seats(sitting)
    declined = decline_proxy(offer_proxy(sitting, first, second, by=None), first, second, by=None)
    returned = decline_proxy(give_proxy(sitting, first, second), first, second, by=None)
    revoked = revoke_proxy(give_proxy(sitting, first, second), first, second, by=None)
    assert [each.state for each in (declined, returned, revoked)] == [
        ProxyState.DECLINED, ProxyState.RETURNED, ProxyState.REVOKED,
    ]  # fmt: skip
    assert revoke_proxy(revoked, first, second, by=None) is revoked
    with pytest.raises(ProxyMoved):
        accept_proxy(revoked, first, second, by=None)
    with pytest.raises(ProxyMoved):
        revoke_proxy(declined, first, second, by=None)
    open_sitting(sitting, by=None)
    suspend_sitting(sitting, by=None)
    waiting = offer_proxy(sitting, third, fourth, by=None)
    close_sitting(sitting, by=None)
    with pytest.raises(SittingMoved):
        accept_proxy(waiting, third, fourth, by=None)


def test_the_roll_of_a_past_moment_keeps_the_proxy_that_stood_then(sitting):
    giver, holder, *_others = seats(sitting)
    proxy = give_proxy(sitting, giver, holder)
    come_in(sitting, [holder])
    set_for_tests(MARCH + timedelta(minutes=10))
    revoke_proxy(proxy, giver, holder, by=None)
    assert quorum_of(sitting).counted == 1
    assert quorum_of(sitting, MARCH + timedelta(minutes=5)).counted == 2


def test_instructions_are_sealed_for_the_holder_and_gone_with_the_proxy(sitting):
    giver, holder, other, *_others = seats(sitting)
    proxy = offer_proxy(sitting, giver, holder, instructions="Contre le budget", by=None)
    assert b"budget" not in proxy.instructions
    assert instructions_for(proxy, holder.mandate) == "Contre le budget"
    assert instructions_for(proxy, giver.mandate) == instructions_for(proxy, other.mandate) == ""
    with pytest.raises(ValueError, match="not sealed"):
        crypto.decrypt(proxy.instructions, "proxy instructions another")
    assert not any("budget" in str(each.data) for each in db.session.query(OutgoingMessage))
    accept_proxy(proxy, giver, holder, by=None)
    open_sitting(sitting, by=None)
    close_sitting(sitting, by=None)
    forget_instructions()
    assert proxy.instructions is not None
    set_for_tests(MARCH + timedelta(days=2))
    forget_instructions()
    db.session.refresh(proxy)
    assert proxy.instructions is None


# -- who holds at the same moment -------------------------------------------------------------------------------------------


def _accept_of(sitting, pairs):
    """Functions that accept each proxy of (giver, holder), in their own connection."""
    idents = [offer_proxy(sitting, giver, holder, by=None).id for giver, holder in pairs]

    def accept(ident):
        proxy = db.session.get(Proxy, ident)
        there = {seat.mandate.id: seat for seat in seats(db.session.get(Sitting, sitting.id))}
        return accept_proxy(proxy, there[proxy.giver_id], there[proxy.holder_id], by=None).state

    return [lambda ident=ident: accept(ident) for ident in idents]


def test_two_holders_accept_at_once_and_one_carries(sitting, at_once):
    giver, first, second, *_others = seats(sitting)
    found = at_once(*_accept_of(sitting, [(giver, first), (giver, second)]))
    assert sorted(type(each).__name__ for each in found) == ["ProxyMoved", "ProxyState"]
    assert proxy_counts(sitting).standing == 1


def test_the_last_place_under_the_cap_is_taken_once(sitting, at_once):
    holder, first, second, third, *_others = seats(sitting)
    give_proxy(sitting, first, holder)
    found = at_once(*_accept_of(sitting, [(second, holder), (third, holder)]))
    assert sorted(type(each).__name__ for each in found) == ["ProxyRefused", "ProxyState"]
    assert proxy_counts(sitting).standing == 2


def _together(monkeypatch):
    """Take the lock away, and let both see what they decide on before either writes."""
    meet, check = threading.Barrier(2), proxies.check_rules

    def check_together(*given):
        check(*given)
        meet.wait(10)

    monkeypatch.setattr(proxies, "lock_in", lambda sitting, *states: sitting)
    monkeypatch.setattr(proxies, "check_rules", check_together)


def test_without_the_lock_a_holder_carries_one_too_many(sitting, at_once, monkeypatch):
    """The control: both see the last place free, and the holder carries three."""
    holder, first, second, third, *_others = seats(sitting)
    give_proxy(sitting, first, holder)
    both = _accept_of(sitting, [(second, holder), (third, holder)])
    _together(monkeypatch)
    assert at_once(*both) == [ProxyState.ACCEPTED, ProxyState.ACCEPTED]
    assert proxy_counts(sitting).standing == 3


def test_without_the_lock_two_holders_meet_in_the_database(sitting, at_once, monkeypatch):
    """The control: each has seen an offer that nobody took; the database's key, or its deadlock, ends one in an error."""
    giver, first, second, *_others = seats(sitting)
    both = _accept_of(sitting, [(giver, first), (giver, second)])
    _together(monkeypatch)
    found = at_once(*both)
    assert [isinstance(each, DBAPIError) for each in found].count(True) == 1, found


# -- on paper ---------------------------------------------------------------------------------------------------------------


def test_a_paper_counts_once_another_person_has_confirmed_it(sitting):
    giver, holder, *_others = seats(sitting)
    desk, colleague = make_person(), make_person()
    paper = enter_paper(sitting, giver, holder, scan(), by=desk)
    assert enter_paper(sitting, giver, holder, scan(), by=colleague) is paper
    come_in(sitting, [holder])
    assert quorum_of(sitting).counted == 1
    for by in (desk, None):
        with pytest.raises(SamePersonConfirms):
            confirm_paper(paper, giver, holder, by=by)
    assert confirm_paper(paper, giver, holder, by=colleague).stands
    assert quorum_of(sitting).counted == 2
    assert scan_of(paper) == pdf(1)
    assert paper.scan != pdf(1)
    assert len(letters("proxy_recorded")) == len(letters("proxy_accepted")) == 1
    refused = enter_paper(sitting, seats(sitting)[2], holder, scan(2), by=desk)
    refuse_paper(refused, reason="Signature illisible", by=colleague)
    with pytest.raises(ProxyMoved):
        confirm_paper(refused, seats(sitting)[2], holder, by=colleague)


def test_an_earlier_paper_does_not_replace_a_later_gift(sitting):
    giver, first, second, *_others = seats(sitting)
    set_for_tests(MARCH + timedelta(hours=1))
    one = give_proxy(sitting, giver, first)
    paper = enter_paper(sitting, giver, second, scan(), deposited_at=MARCH, by=make_person())
    confirm_paper(paper, giver, second, by=make_person())
    assert (one.state, paper.state) == (ProxyState.ACCEPTED, ProxyState.REPLACED)


def test_papers_have_a_last_moment_and_blank_ones_are_the_statutes_word(app):
    set_for_tests(MARCH)
    make_statutes(values={Parameter.PROXY_PAPER_HOURS: 24, Parameter.PROXY_BLANK: "refused"})
    make_cities(3)
    sitting = make_sitting(day=MAY)
    convene(sitting, by=None)
    giver, holder, _other = seats(sitting)
    last = sitting.starts_at - timedelta(hours=24)
    set_for_tests(last + timedelta(hours=2))
    with pytest.raises(PaperTooLate):
        enter_paper(sitting, giver, holder, scan(), deposited_at=last + timedelta(seconds=1), by=None)
    with pytest.raises(BlankRefused):
        enter_paper(sitting, giver, holder, scan(), deposited_at=last, is_blank=True, by=None)
    assert enter_paper(sitting, giver, holder, scan(), deposited_at=last, by=None).state is ProxyState.ENTERED


def test_two_people_confirm_and_refuse_one_paper_at_once(sitting, at_once):
    giver, holder, *_others = seats(sitting)
    ident = enter_paper(sitting, giver, holder, scan(), by=make_person()).id
    one, two = make_person().id, make_person().id

    def by(person_id):
        return db.session.get(Person, person_id)

    def confirm():
        proxy = db.session.get(Proxy, ident)
        there = {seat.mandate.id: seat for seat in seats(db.session.get(Sitting, sitting.id))}
        return confirm_paper(proxy, there[proxy.giver_id], there[proxy.holder_id], by=by(one)).state

    def refuse():
        return refuse_paper(db.session.get(Proxy, ident), reason="Signature", by=by(two)).state

    found = at_once(confirm, refuse)
    assert sum(isinstance(each, ProxyMoved) for each in found) == 1, found


# -- a new mayor, and the forecast ------------------------------------------------------------------------------------------


def test_a_new_mayor_takes_over_the_proxies_with_a_link_of_his_own(sitting):
    giver, holder, *_others = seats(sitting)
    give_proxy(sitting, giver, holder)
    convocation = db.session.query(Convocation).filter_by(member_id=holder.member.id).one()
    former = papers_url(convocation).rsplit("/", 1)[1]
    assert [each.giver.member.name for each in live_proxies_of(holder.member)] == ["Cité 000"]
    change_mayor(
        holder.member,
        civility=None,
        given_name="Nadia",
        family_name="Ben Salah",
        email="nadia@example.org",
        title={"fr": "Maire"},
        source="Journal officiel",
        by=None,
    )
    assert convocation_by_link(former) is None
    assert convocation_by_link(papers_url(convocation).rsplit("/", 1)[1]) is convocation
    [letter] = db.session.query(OutgoingMessage).filter_by(fact="sitting_convened", recipient="nadia@example.org")
    assert papers_url(convocation) == letter.data["papers_url"]
    new = seat_for(sitting, holder.member)
    come_in(sitting, [new])
    [line] = [each for each in roll_of(sitting).lines if each.carrier is Carrier.PROXY]
    assert line.person.family_name == "Ben Salah"


def test_the_forecast_counts_a_voice_whose_holder_is_sure(statutes):
    congress, cities = make_congress("tunis", starts_on=MAY), make_cities(5)
    for city, state in zip(cities, (RegistrationState.APPROVED, RegistrationState.SUBMITTED), strict=False):
        make_registration(make_delegation(congress, member=city), state=state, capacity=Capacity.TITULAR)
    sitting = make_sitting(day=MAY, congress=congress)
    convene(sitting, by=None)
    sure, unsure, silent, asking, lost = (seat_for(sitting, city) for city in cities)
    before = forecast(sitting)
    assert (before.low, before.high) == (1, 2)
    give_proxy(sitting, silent, sure)
    give_proxy(sitting, lost, unsure)
    offer_proxy(sitting, asking, sure, by=None)
    found = forecast(sitting)
    assert (found.low, found.high) == (2, 4)
    wants = {call.seat.member.name: (call.want, call.may_give_proxy) for call in found.calls}
    assert wants == {
        "Cité 001": (Want.NOT_ACCREDITED, False),
        "Cité 004": (Want.HOLDER_UNSURE, False),
        "Cité 003": (Want.PROXY_UNANSWERED, False),
    }


def test_a_substitute_who_speaks_for_the_holder_speaks_for_the_giver(statutes):
    congress, cities = make_congress("tunis", starts_on=MAY), make_cities(2)
    person = make_registration(
        make_delegation(congress, member=cities[1]), state=RegistrationState.APPROVED, capacity=Capacity.SUBSTITUTE
    ).person
    sitting = make_open_sitting(day=MAY, congress=congress)
    giver, holder = (seat_for(sitting, city) for city in cities)
    give_proxy(sitting, giver, holder)
    enter_presence(sitting, holder, carrier=Carrier.SUBSTITUTE, how=How.IN_ROOM, source=EntrySource.ROLL_CALL, by=None)
    assert {line.person.id for line in roll_of(sitting).lines} == {person.id}
