"""The conversation with a device that speaks HJ 212.

Every frame becomes a message of its station, whatever it says; the reply goes with it and leaves when the message is
durable. Frames of an unknown address become messages under that address, which wait in quarantine to be
adopted, without a reply: a device that is not confirmed keeps its data. A wrong password is turned away unread.

Bounds: garbage of 64 KiB or 16 bad runs in a row end the connection, as do three wrong passwords; half a frame is
given up after ten seconds; 64 addresses may share a connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.listener.conversation import Answer, Outcome, Taken
from ingest.listener.directory import Directory
from ingest.listener.hj212_exchange import Exchange, Stage
from ingest.listener.tray import HalfFrame, Tray
from ingest.wire.hj212.answers import Kind, QnRtn, judge_request, kind_of
from ingest.wire.hj212.build import reply
from ingest.wire.hj212.codec import NAME
from ingest.wire.hj212.frame import Frame, Skipped, Splitter
from ingest.wire.hj212.segment import Segment, parse_despite_flag, parse_segment
from ingest.wire.hj212.times import request_number
from ingest.wire.message import Message
from ingest.wire.refusal import Code, Refusal
from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.listener.conversation import Request, Step
    from sensing.station import Registry, Station

#: Bytes that belong to no frame, in a row, and runs of them, after which the connection ends.
MOST_GARBAGE: Final = 64 * 1024
MOST_RUNS: Final = 16
#: Wrong passwords after which the connection ends.
MOST_STRIKES: Final = 3
#: Addresses that may speak on one connection.
MOST_ADDRESSES: Final = 64
#: Requests that may run on one connection at once.
MOST_EXCHANGES: Final = 16

_HEADER = 6


class Hj212Conversation:
    """One connection; see ``ingest.listener.conversation.Conversation``."""

    def __init__(
        self,
        peer: str,
        *,
        registry: Callable[[], Registry],
        password: Callable[[str], str] = lambda _: "",
        patience: int = 10_000_000,
    ) -> None:
        """Begin with nobody known.

        Args:
            peer: Network address of the other side.
            registry: Gives the stations that are known at the moment.
            password: Gives the password that an address must name; empty for any.
            patience: How long a request waits for its 9011, µs; 10 s over mobile networks, 5 s over wires.
        """
        self._directory = Directory(NAME, peer, registry=registry)
        self._password = password
        self._patience = patience
        self._splitter = Splitter()
        self._half = HalfFrame()
        #: What each station said last, by the name in its topic; the newest speaker last.
        self._heard: dict[str, Segment] = {}
        self._exchanges: dict[str, Exchange] = {}
        self._garbage = self._runs = self._strikes = 0
        self._is_known = False
        self._out = Tray()

    @property
    def is_over(self) -> bool:
        """Tell whether the other side has spent its credit."""
        return self._garbage >= MOST_GARBAGE or self._runs >= MOST_RUNS or self._strikes >= MOST_STRIKES

    @property
    def stations(self) -> frozenset[str]:
        """Return the names under which something was heard: station ids, or addresses that nobody registered."""
        return frozenset(self._heard)

    @property
    def is_known(self) -> bool:
        """Tell whether a registered station has spoken."""
        return self._is_known

    @property
    def held(self) -> int:
        """Return the bytes of what may become a frame."""
        return self._splitter.pending

    def receive(self, data: bytes, *, now: Micros) -> Step:
        """Take bytes as they come; none: the device has closed its side."""
        found = self._splitter.feed(data) if data else self._splitter.finish()
        self._look_at(found, now=now)
        self._half.note(pending=self._splitter.pending, is_moving=any(isinstance(one, Frame) for one in found), now=now)
        return self._out.emptied()

    def due(self, *, now: Micros) -> tuple[Step, Micros | None]:
        """Give up half a frame, send requests again, end those without hope."""
        if self._half.is_over(now):
            self._look_at(self._splitter.finish(), now=now)
        for qn, exchange in list(self._exchanges.items()):
            if now >= exchange.deadline:
                what = exchange.due(now=now)
                if isinstance(what, Answer):
                    self._close(qn, what)
                else:
                    self._out.send += what
        instants = [exchange.deadline for exchange in self._exchanges.values()]
        instants += self._half.deadline
        return self._out.emptied(), Micros(min(instants)) if instants else None

    def ask(self, request: Request, *, now: Micros) -> Step:
        """Send a request to a station that has spoken on this connection."""
        like = self._heard.get(request.station)
        if like is None or len(self._exchanges) >= MOST_EXCHANGES:
            detail = (
                f"station {request.station} has not spoken on this connection" if like is None else "too many requests"
            )
            self._out.answers.append(Answer(request=request.id, outcome=Outcome.IMPOSSIBLE, detail=detail))
            return self._out.emptied()
        at = now
        while (qn := request_number(at)) in self._exchanges:
            at = Micros(at + 1000)
        exchange = Exchange(request=request, qn=qn, like=like, patience=self._patience)
        self._exchanges[qn] = exchange
        self._out.send += exchange.send(now=now)
        return self._out.emptied()

    def _look_at(self, found: list[Frame | Skipped], *, now: Micros) -> None:
        for one in found:
            if self.is_over:
                return
            if isinstance(one, Skipped):
                self._skipped(one, now=now)
            else:
                self._garbage = self._runs = 0
                self._frame(one, now=now)

    def _skipped(self, run: Skipped, *, now: Micros) -> None:
        """Hand over bytes that are no frame, under the name of whoever seems to have sent them."""
        self._garbage += len(run.raw)
        self._runs += 1
        said = parse_segment(run.raw[_HEADER:]) if run.refusal.code is Code.BAD_CHECKSUM else None
        segment = said if isinstance(said, Segment) else None
        known = self._directory.station(segment.mn) if segment else None
        topic = self._directory.topic(segment.mn) if segment and known else self._topic_of_last()
        self._out.taken.append(Taken(Message(topic, run.raw, now)))
        if segment and known and segment.is_reply_wanted and kind_of(segment) is Kind.REQUEST:
            self._out.send += reply(segment, "9011", body=f"QnRtn={QnRtn.CHECKSUM.value}")

    def _frame(self, frame: Frame, *, now: Micros) -> None:
        segment = parse_segment(frame.segment)
        if isinstance(segment, Refusal):
            self._out.taken.append(Taken(Message(self._topic_of_last(), frame.raw, now)))
            broken = parse_despite_flag(frame.segment)
            if broken and broken.is_reply_wanted and kind_of(broken) is Kind.REQUEST:
                self._out.send += reply(broken, "9011", body=f"QnRtn={QnRtn.FLAG.value}")
            return
        expected = self._password(segment.mn)
        if expected and expected != segment.pw:
            self._turn_away(segment)
            return
        station = self._directory.station(segment.mn)
        name = station.id if station else segment.mn
        if name not in self._heard and len(self._heard) >= MOST_ADDRESSES:
            self._out.turned_away.append(
                f"more than {MOST_ADDRESSES} addresses on one connection, the last {segment.mn}"
            )
            return
        self._is_known |= station is not None
        self._remember(name, segment)
        self._hear(segment, name=name, now=now)
        message = Message(self._directory.topic(segment.mn), frame.raw, now)
        self._out.taken.append(Taken(message, self._reply(segment, station)))

    def _reply(self, segment: Segment, station: Station | None) -> bytes:
        """Return what the frame is owed once it is durable."""
        if not segment.is_reply_wanted:
            return b""
        kind = kind_of(segment)
        if kind is Kind.REQUEST and segment.qn not in self._exchanges:
            judged = judge_request(segment, is_known=station is not None, is_password_right=True)
            return reply(segment, "9011", body=f"QnRtn={judged.value}")
        if station is None or kind not in {Kind.DATA, Kind.NOTICE}:
            return b""
        return reply(segment, "9014" if kind is Kind.DATA else "9013")

    def _turn_away(self, segment: Segment) -> None:
        self._strikes += 1
        self._out.turned_away.append(f"wrong password from address {segment.mn}")
        if segment.is_reply_wanted and kind_of(segment) is Kind.REQUEST:
            self._out.send += reply(segment, "9011", body=f"QnRtn={QnRtn.PASSWORD.value}")

    def _remember(self, name: str, segment: Segment) -> None:
        """Keep how a station is addressed; answers come from system 91 and do not tell."""
        before = self._heard.pop(name, None)
        self._heard[name] = before if before is not None and kind_of(segment) is Kind.ANSWER else segment

    def _hear(self, segment: Segment, *, name: str, now: Micros) -> None:
        """Let the exchange that a frame belongs to have it: by its number, or data of the station that was asked."""
        qn = segment.qn or dict(segment.items).get("QN", "")
        exchange = self._exchanges.get(qn)
        if exchange is None and kind_of(segment) is Kind.DATA:
            running = (one for one in self._exchanges.values() if one.stage is Stage.ACCEPTED)
            exchange = next((one for one in running if one.request.station == name), None)
        if exchange is None or exchange.request.station != name:
            return
        answer = exchange.hear(segment, now=now)
        if answer is not None:
            self._close(exchange.qn, answer)

    def _close(self, qn: str, answer: Answer) -> None:
        del self._exchanges[qn]
        self._out.answers.append(answer)

    def _topic_of_last(self) -> str:
        """Return the topic of whoever spoke last, of the other side's network address before anyone has."""
        return self._directory.topic(next(reversed(self._heard), ""))
