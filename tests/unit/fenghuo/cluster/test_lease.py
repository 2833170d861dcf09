"""Members on one board in virtual time: they die, pause and wake, and whatever they do, one at a time can write."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fenghuo.cluster.lease import Keeper, Lease, Move, Sight, Step

TTL = 3.0
BEAT = 0.5
RESOURCES = [f"partition.{number}" for number in range(4)]


@dataclass
class Board:
    """The KV bucket: every entry with its revision."""

    revision: int = 0
    members: dict[str, int] = field(default_factory=dict)
    leases: dict[str, Lease] = field(default_factory=dict)

    def beat(self, name: str) -> None:
        self.revision += 1
        self.members[name] = self.revision

    def swap(self, resource: str, lease: Lease) -> bool:
        """Write a lease if it is still the one that was seen, by its revision."""
        if self.leases.get(resource, Lease()).revision != lease.revision:
            return False
        self.revision += 1
        self.leases[resource] = replace(lease, revision=self.revision)
        return True

    def sight(self) -> Sight:
        return Sight(members=dict(self.members), leases=dict(self.leases))


class Member:
    """One process, with the shell's part of the work: the board, and the epochs of the database."""

    def __init__(self, name: str, board: Board, epochs: dict[str, int]) -> None:
        self.board, self.epochs = board, epochs
        self.keeper = Keeper(name=name, resources=RESOURCES, lease_seconds=TTL)
        self.is_paused = False

    def round(self, now: float) -> None:
        if self.is_paused:
            return
        self.board.beat(self.keeper.name)
        self.keeper.told(now=now)
        for move in self.keeper.look(self.board.sight(), now=now):
            self.do(move)

    def do(self, move: Move) -> None:
        held = self.keeper.held
        if move.step is not Step.TAKE:
            held.pop(move.resource)
        if move.step is Step.GIVE:
            self.board.swap(move.resource, replace(move.lease, holder=""))
        if move.step is Step.TAKE:
            epoch = max(move.lease.epoch, self.epochs.get(move.resource, 0)) + 1
            if self.board.swap(move.resource, replace(move.lease, holder=self.keeper.name, epoch=epoch)):
                assert self.epochs.get(move.resource, 0) < epoch
                self.epochs[move.resource] = epoch
                held[move.resource] = epoch

    def writes(self, resource: str) -> bool:
        """Return whether a transaction of this member would be taken."""
        return self.keeper.held.get(resource) == self.epochs.get(resource, 0) != 0


class Cluster(RuleBasedStateMachine):
    @initialize(count=st.integers(1, 3))
    def begin(self, count: int) -> None:
        self.now, self.made = 0.0, 0
        self.board, self.epochs, self.members = Board(), {}, []
        for _ in range(count):
            self.join()

    @rule()
    def join(self) -> None:
        if len(self.members) < 4:
            self.made += 1
            self.members.append(Member(f"w{self.made}", self.board, self.epochs))

    @rule(which=st.integers(0, 3))
    def die(self, which: int) -> None:
        if len(self.members) > 1:
            self.members.pop(which % len(self.members))

    @rule(which=st.integers(0, 3))
    def pause_or_wake(self, which: int) -> None:
        member = self.members[which % len(self.members)]
        member.is_paused = not member.is_paused

    @rule(rounds=st.integers(1, 12))
    def go_on(self, rounds: int) -> None:
        for _ in range(rounds):
            self.now += BEAT
            for member in self.members:
                member.round(self.now)

    @rule()
    def lose_the_board(self) -> None:
        """The bucket is made anew; the epochs in the database are not."""
        self.board.members.clear()
        self.board.leases.clear()

    @rule()
    def settle(self) -> None:
        for member in self.members:
            member.is_paused = False
        self.go_on(rounds=int(4 * TTL / BEAT))
        holders = {resource: [m for m in self.members if m.writes(resource)] for resource in RESOURCES}
        assert all(len(found) == 1 for found in holders.values())
        counts = [len(member.keeper.held) for member in self.members]
        assert max(counts) - min(counts) <= 1

    @invariant()
    def one_at_a_time_can_write(self) -> None:
        for resource in RESOURCES:
            assert sum(member.writes(resource) for member in getattr(self, "members", ())) <= 1


Cluster.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestCluster = Cluster.TestCase


def two_members() -> tuple[Board, list[Member]]:
    board, epochs = Board(), {}
    members = [Member("a", board, epochs), Member("b", board, epochs)]
    run(members, start=0.0, seconds=10)
    return board, members


def run(members, *, start: float, seconds: float) -> float:
    for tick in range(int(seconds / BEAT)):
        for member in members:
            member.round(start + tick * BEAT)
    return start + seconds


def test_two_members_share():
    _, (a, b) = two_members()
    assert len(a.keeper.held) == len(b.keeper.held) == 2


def test_what_a_dead_member_held_is_taken_within_the_lease_time_and_two_beats():
    _, (a, _b) = two_members()
    run([a], start=10.0, seconds=TTL + 2 * BEAT)
    assert a.keeper.held.keys() == set(RESOURCES)


def test_a_newcomer_has_his_share_after_two_rounds_of_everybody():
    board, members = two_members()
    members.append(Member("c", board, members[0].epochs))
    run(members, start=10.0, seconds=3 * BEAT)
    assert sorted(len(member.keeper.held) for member in members) == [1, 1, 2]


def test_who_cannot_reach_the_board_gives_up_before_the_others_may_take():
    _, (a, b) = two_members()
    said = 10.0 - BEAT
    assert a.keeper.blind(now=said + 0.5 * TTL) == []
    moves = a.keeper.blind(now=said + 0.75 * TTL)
    assert {move.step for move in moves} == {Step.DROP}
    assert {move.resource for move in moves} == set(a.keeper.held)
    assert not b.keeper.living(now=said) < {"a"}


def test_a_paused_member_that_wakes_drops_what_was_taken_from_it():
    _, (a, b) = two_members()
    was = set(b.keeper.held)
    run([a], start=10.0, seconds=3 * TTL)
    b.keeper.told(now=30.0)
    moves = b.keeper.look(b.board.sight(), now=30.0)
    assert {move.resource for move in moves if move.step is Step.DROP} == was
    assert not any(b.writes(resource) for resource in RESOURCES)


def test_who_has_only_just_begun_takes_nothing_from_a_holder_that_is_not_on_the_board():
    keeper = Keeper(name="n", resources=["p"], lease_seconds=TTL)
    lease = Lease(holder="unknown", epoch=4, revision=9)
    keeper.told(now=0.0)
    assert keeper.look(Sight(members={"n": 1}, leases={"p": lease}), now=0.0) == []
    keeper.told(now=TTL)
    assert keeper.look(Sight(members={"n": 2}, leases={"p": lease}), now=TTL) == [
        Move(step=Step.TAKE, resource="p", lease=lease)
    ]
