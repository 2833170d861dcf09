"""The conversation with a station that speaks SL 651.

Every frame up becomes a message of its station; the confirmation goes with it and leaves when the message is durable.
What is not whole is answered by silence (M2), or by the number of the packet that is missing (M3). Frames of an
unknown address become messages under that address, which wait in quarantine to be adopted, and are not confirmed: the
station keeps its data. Frames for another centre or with a wrong password are turned away unread.

Bounds: garbage of 64 KiB in a row, or three wrong passwords, end the connection; half a frame is given up after ten
seconds; 64 addresses, 8 unfinished bodies and 16 questions may share a connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.listener.conversation import Answer, Taken
from ingest.listener.directory import Directory
from ingest.listener.sl651_packets import MAX_HELD, MOST_ASKED, PATIENCE, REMEMBERED, Gathering, Key, key_of, serial_of
from ingest.listener.sl651_questions import Questions
from ingest.listener.tray import HalfFrame, Tray
from ingest.wire.message import Message
from ingest.wire.sl651.frame import Frame, Mark
from ingest.wire.sl651.reply import again, confirmation, is_confirmed
from ingest.wire.sl651.splitter import Splitter
from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.listener.conversation import Request, Step
    from ingest.wire.sl651.frame import Piece
    from sensing.station import Registry

#: Name of the codec in topics and in ``Station.addresses``.
NAME: Final = "sl651"
#: Bytes in a row that belong to no frame, after which the connection ends.
MOST_GARBAGE: Final = 64 * 1024
#: Wrong passwords after which the connection ends.
MOST_STRIKES: Final = 3
#: Addresses that may speak on one connection.
MOST_ADDRESSES: Final = 64
#: Bodies of several packets that may be unfinished or remembered on one connection.
MOST_GATHERINGS: Final = 8


class Sl651Conversation:
    """One connection; see ``ingest.listener.conversation.Conversation``."""

    def __init__(
        self,
        peer: str,
        *,
        registry: Callable[[], Registry],
        centre: int = 0,
        password: Callable[[str], str] = lambda _: "",
        stay: bool = True,
    ) -> None:
        """Begin with nobody known.

        Args:
            peer: Network address of the other side.
            registry: Gives the stations that are known at the moment.
            centre: Address of this centre, 1 to 255; 0 takes frames for any.
            password: Gives the password that an address must name, 4 hexadecimal characters; empty for any.
            stay: Whether stations are asked to stay on the line (ESC) or may hang up (EOT).
        """
        self._directory = Directory(NAME, peer, registry=registry)
        self._centre = centre
        self._password = password
        self._stay = stay
        self._splitter = Splitter()
        self._half = HalfFrame()
        #: What each station said last, by the name in its topic; the newest speaker last.
        self._heard: dict[str, Frame] = {}
        self._gatherings: dict[Key, Gathering] = {}
        self._questions = Questions()
        self._garbage = self._strikes = 0
        self._is_known = False
        self._out = Tray()

    @property
    def is_over(self) -> bool:
        """Tell whether the other side has spent its credit."""
        return self._garbage >= MOST_GARBAGE or self._strikes >= MOST_STRIKES

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
        """Return the bytes of half a frame and of the packets of bodies."""
        return self._splitter.pending + sum(gathering.size for gathering in self._gatherings.values())

    def receive(self, data: bytes, *, now: Micros) -> Step:
        """Take bytes as they come; none: the station has closed its side."""
        pieces = self._splitter.feed(data) if data else self._splitter.finish()
        self._look_at(pieces, now=now)
        if not data:
            for key in list(self._gatherings):
                self._give_up(key, now=now)
        self._half.note(pending=self._splitter.pending, is_moving=bool(pieces), now=now)
        return self._out.emptied()

    def due(self, *, now: Micros) -> tuple[Step, Micros | None]:
        """Give up half a frame, ask again for packets and answers, end what is without hope."""
        if self._half.is_over(now):
            self._look_at(self._splitter.finish(), now=now)
        for key, gathering in list(self._gatherings.items()):
            if now >= gathering.deadline:
                self._packet_overdue(key, gathering, now=now)
        send, hopeless = self._questions.due(now=now)
        self._out.send += send
        self._out.answers += hopeless
        instants = [gathering.deadline for gathering in self._gatherings.values()] + self._questions.deadlines
        instants += self._half.deadline
        return self._out.emptied(), Micros(min(instants)) if instants else None

    def ask(self, request: Request, *, now: Micros) -> Step:
        """Send a request to a station that has spoken on this connection."""
        asked = self._questions.ask(request, self._heard.get(request.station), now=now)
        if isinstance(asked, Answer):
            self._out.answers.append(asked)
        else:
            self._out.send += asked
        return self._out.emptied()

    def _look_at(self, pieces: list[Piece], *, now: Micros) -> None:
        for piece in pieces:
            if self.is_over:
                return
            if piece.refusal is not None or piece.frame is None:
                self._refused(piece, now=now)
                continue
            self._garbage = 0
            if name := self._admitted(piece.frame):
                self._frame(piece.frame, piece.raw, name=name, now=now)

    def _refused(self, piece: Piece, *, now: Micros) -> None:
        """Hand over bytes that are no frame, under the name of whoever seems to have sent them."""
        self._garbage += len(piece.raw)
        frame = piece.frame
        is_named = frame is not None and self._directory.station(frame.station) is not None
        speaker = frame if is_named else next(reversed(self._heard.values()), None)
        self._out.taken.append(
            Taken(Message(self._directory.topic(speaker.station if speaker else ""), piece.raw, now))
        )
        gathering = self._gatherings.get(key_of(frame)) if frame and frame.is_packet else None
        if frame and gathering and gathering.missing and frame.end is Mark.ETX:
            self._ask_again(gathering, now=now)

    def _admitted(self, frame: Frame) -> str:
        """Return the name of who speaks, empty (turned away) when the frame is not for us or not from whom it says."""
        station = self._directory.station(frame.station)
        name = station.id if station else frame.station
        expected, fault = self._password(frame.station).upper(), ""
        if not frame.is_up:
            fault = f"a frame that goes down, from address {frame.station}"
        elif self._centre not in {0, frame.centre}:
            fault = f"address {frame.station} speaks to centre {frame.centre}, this is {self._centre}"
        elif expected and expected != frame.password:
            self._strikes += 1
            fault = f"wrong password from address {frame.station}"
        elif name not in self._heard and len(self._heard) >= MOST_ADDRESSES:
            fault = f"more than {MOST_ADDRESSES} addresses on one connection, the last {frame.station}"
        if fault:
            self._out.turned_away.append(fault)
            return ""
        self._is_known |= station is not None
        self._heard.pop(name, None)
        self._heard[name] = frame
        return name

    def _frame(self, frame: Frame, raw: bytes, *, name: str, now: Micros) -> None:
        if frame.is_packet:
            self._packet(frame, raw, name=name, now=now)
            return
        reply, serial = b"", serial_of(frame.body, is_text=frame.is_text)
        if is_confirmed(frame) and self._directory.station(frame.station) is not None:
            reply = confirmation(frame, serial=serial, now=now, stay=self._stay)
        self._out.taken.append(Taken(Message(self._directory.topic(frame.station), raw, now), reply))
        self._out.answers += self._questions.hear(frame, name=name)

    def _packet(self, frame: Frame, raw: bytes, *, name: str, now: Micros) -> None:
        key = key_of(frame)
        gathering = self._gatherings.pop(key, None) or Gathering(like=frame)
        is_new = gathering.put(frame, raw, now=now)
        while self._gatherings and (len(self._gatherings) >= MOST_GATHERINGS or self.held + gathering.size > MAX_HELD):
            self._give_up(next(iter(self._gatherings)), now=now)
        self._gatherings[key] = gathering
        if gathering.size > MAX_HELD:
            del self._gatherings[key]
            self._out.turned_away.append(f"packets of more than {MAX_HELD} bytes from address {frame.station}")
        elif gathering.missing:
            if frame.end is Mark.ETX:
                self._ask_again(gathering, now=now)
        elif is_new or frame.end is Mark.ETX:
            gathering.is_done = True
            gathering.deadline = now + REMEMBERED
            self._hand_over(gathering, is_whole=True, now=now)
            self._out.answers += self._questions.hear(frame, name=name)

    def _hand_over(self, gathering: Gathering, *, is_whole: bool, now: Micros) -> None:
        """Give the frames of a body to the sink; the confirmation goes with the last of them."""
        like = gathering.like
        reply = b""
        if is_whole and self._directory.station(like.station) is not None:
            reply = confirmation(like, serial=gathering.serial, now=now, stay=self._stay)
        *others, last = [Message(self._directory.topic(like.station), part, now) for part in gathering.payloads()]
        self._out.taken += [*map(Taken, others), Taken(last, reply)]

    def _ask_again(self, gathering: Gathering, *, now: Micros) -> None:
        gathering.asked += 1
        gathering.deadline = now + PATIENCE
        self._out.send += again(gathering.like, number=gathering.missing, serial=gathering.serial, now=now)

    def _packet_overdue(self, key: Key, gathering: Gathering, *, now: Micros) -> None:
        if gathering.is_done or gathering.asked >= MOST_ASKED:
            self._give_up(key, now=now)
        else:
            self._ask_again(gathering, now=now)

    def _give_up(self, key: Key, *, now: Micros) -> None:
        """Forget a body; what has come of an unfinished one goes to the sink, where it is refused as incomplete."""
        gathering = self._gatherings.pop(key)
        if not gathering.is_done:
            self._hand_over(gathering, is_whole=False, now=now)
