"""The centre of the SMS benchmark counts what comes."""

from __future__ import annotations

from alerts.channels.smpp_session import SmppAccount, SmppSession
from alerts.channels.smpp_wire import SubmitForm, submit_tail
from fenghuo.bench.sms import centre


def test_it_answers_every_submit_and_counts_numbers():
    form = SubmitForm.of("12379")
    tail = submit_tail(b"x", validity=b"", has_header=False)
    units = [[form.body(f"86138{n % 7:08d}", tail)] for n in range(100)]
    with centre() as running:
        session = SmppSession(SmppAccount(host="127.0.0.1", port=running.port, system_id="b", password="b"))
        session.start()
        try:
            assert session.wait_bound(10)
            answers = session.submit_all(units, timeout=10)
        finally:
            session.stop()
        figures = running.figures()
    assert len({answer.message_id for (answer,) in answers}) == 100
    assert (figures["submits"], figures["numbers"]) == (100, 7)
