from store.cleaning import cleaned_event, cleaned_reject
from tests.contract.records import a_reject, an_event


def test_what_a_column_takes_stays_as_it_is():
    assert cleaned_event(an_event()) == an_event()
    assert cleaned_reject(a_reject()) == a_reject()


def test_what_a_column_does_not_take_is_replaced_and_payloads_are_not_touched():
    assert cleaned_event(an_event("a\x00", attrs={"n": (1, "\ud800")})).id == "a\ufffd"
    assert cleaned_event(an_event(attrs={"n": (1, 2)})).attrs == {"n": [1, 2]}
    reject = cleaned_reject(a_reject(topic="\x00", payload=b"\x00"))
    assert (reject.topic, reject.payload) == ("\ufffd", b"\x00")
