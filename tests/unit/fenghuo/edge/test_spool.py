from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.errors import ChannelError
from alerts.relay.ladder import Transport
from fenghuo.edge.spool import SpoolTerminal, taken
from tests.builders import NOW, after

MESSAGE = bytes(range(70))


@pytest.mark.parametrize("way", [Transport.SMS, Transport.SATELLITE])
def test_what_a_node_lays_down_the_node_above_finds_once_and_in_order(tmp_path, way):
    terminal = SpoolTerminal(tmp_path, way, pause=timedelta(minutes=1))
    terminal.send(MESSAGE, now=NOW)
    terminal.send(b"second", now=after(minutes=1))
    assert list(taken(tmp_path, way)) == [MESSAGE, b"second"]
    assert list(taken(tmp_path, way)) == []


def test_what_cannot_be_read_keeps_no_other_message(tmp_path):
    (tmp_path / "1.sms").mkdir()
    SpoolTerminal(tmp_path, Transport.SMS, pause=timedelta()).send(MESSAGE, now=NOW)
    assert list(taken(tmp_path, Transport.SMS)) == [MESSAGE]


def test_as_a_text_it_fits_one_part_of_a_text_message(tmp_path):
    SpoolTerminal(tmp_path, Transport.SMS, pause=timedelta()).send(MESSAGE, now=NOW)
    (path,) = tmp_path.iterdir()
    assert len(path.read_text("ascii")) <= 160


def test_without_its_driver_a_terminal_says_so_and_takes_nothing(tmp_path):
    terminal = SpoolTerminal(tmp_path / "none", Transport.SMS, pause=timedelta())
    assert "no driver" in terminal.check()
    with pytest.raises(ChannelError, match="no driver"):
        terminal.send(MESSAGE, now=NOW)


def test_a_message_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(ChannelError, match="at most 70 bytes"):
        SpoolTerminal(tmp_path, Transport.SATELLITE, pause=timedelta()).send(bytes(71), now=NOW)


def test_what_is_no_base64_is_handed_on_as_it_is(tmp_path):
    (tmp_path / "1.sms").write_bytes(b"hello!")
    assert list(taken(tmp_path, Transport.SMS)) == [b"hello!"]
