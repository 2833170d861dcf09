import re

import pytest

from alerts.contact_document import (
    CONTACT_HEADER,
    CONTACT_NAMES,
    ContactError,
    contact_cells,
    contact_document,
    make_contact,
    read_contact_document,
    read_contact_rows,
)
from alerts.world import World
from sensing.document import read_document, write_document
from sensing.errors import DocumentError
from sensing.exchange.column import columns_of
from sensing.exchange.comma import decoded, read_csv, write_csv
from sensing.exchange.table import TableError

FACTS = {"id": "c1", "name": "王村长", "division": "411528000000", "channel": "sms", "address": "+8613800000000"}


def rows(text: str, *known):
    table = read_csv(text)
    places, _ = columns_of(table.header, names=CONTACT_NAMES, mapping={})
    return read_contact_rows(table, places, known={contact.id: contact for contact in known})


@pytest.mark.parametrize("number", ["13800000000", "138 0000 0000", "+86 138-0000-0000", "0086 13800000000"])
def test_numbers_are_kept_in_one_form(number):
    assert make_contact(**FACTS | {"address": number}).address == "+8613800000000"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"address": "abc"}, "address: expected a telephone number"),
        ({"address": "12"}, "address: expected a telephone number"),
        ({"address": "13800000000.0"}, "address: expected a telephone number, got '13800000000.0': format the column"),
        ({"address": "+449098790000"}, "address: '+449098790000' is a number whose owner charges the caller"),
        ({"channel": "fax"}, "channel: unknown channel 'fax'"),
        ({"id": "a b"}, "id: expected 1 to 64"),
        ({"name": ""}, "name: expected 1 to 200 characters, got 0"),
        ({"division": "息县"}, "division: expected a code"),
    ],
)
def test_what_cannot_be_called_is_refused(change, message):
    with pytest.raises(ContactError) as caught:
        make_contact(**FACTS | change)
    assert str(caught.value).startswith(message)


def test_a_contact_without_an_id_gets_one_that_tells_nothing():
    first, second = (make_contact(**FACTS | {"id": ""}).id for _ in range(2))
    assert first != second
    assert re.fullmatch("c-[0-9a-f]{16}", first)


def test_the_same_table_without_ids_twice_changes_nothing():
    text = "姓名,手机号,行政区划,用途\n王,13800000000,4115,\n王,13800000000,4115,演练\n"
    _, stored = rows(text)
    assert len({contact.id for contact in stored}) == 2, "one person has a record in each world"
    outcomes, again = rows(text, *stored)
    assert [one.change.value for one in outcomes] == ["unchanged", "unchanged"]
    assert again == []
    (changed, _), _ = rows(text.replace("王,13800000000,4115,\n", "李,138 0000 0000,4115,\n"), *stored)
    assert (changed.id, changed.changes) == (stored[0].id, {"name": ("王", "李")})


WHOLE = {
    "person": "wang",
    "duty": "副主任",
    "rank": "2",
    "groups": "防汛、学校",
    "site": "s1",
    "language": "en",
    "world": "演练",
}


def test_what_a_contact_answers_for_is_read_in_the_field_s_own_words():
    contact = make_contact(**FACTS | WHOLE)
    assert (contact.duty, contact.rank, contact.groups, contact.world) == ("deputy", 2, ("防汛", "学校"), World.DRILL)


def test_a_whole_contact_is_read_back_from_a_document_and_a_table():
    contact = make_contact(**FACTS | WHOLE)
    text = write_document(contact_document(contact))
    assert read_contact_document(read_document(text, origin="c.yaml", what="contact")) == contact
    table, _ = decoded(write_csv(CONTACT_HEADER, contact_cells([contact])))
    assert rows(table)[1] == [contact]


def test_a_table_without_the_newer_columns_takes_nothing_away():
    known = make_contact(**FACTS | WHOLE)
    outcomes, stored = rows("id,姓名,手机号,行政区划\nc1,王村长,13800000000,411528\n", known)
    assert ([one.change.value for one in outcomes], stored) == (["unchanged"], [])


def test_one_person_has_a_record_in_each_world():
    live, drill = (make_contact(**FACTS | {"id": "", "world": world}) for world in ("live", "drill"))
    assert live.id != drill.id


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"world": "test"}, "world: expected live or drill"),
        ({"rank": "first"}, "rank: expected a whole number"),
        ({"site": "a b"}, "site: expected 1 to 64"),
        ({"language": "中文"}, "language: expected a language such as zh-CN"),
        ({"duty": "the head"}, "duty: expected at most 32 characters"),
    ],
)
def test_a_newer_column_that_makes_no_sense_is_refused(change, message):
    with pytest.raises(ContactError, match=message):
        make_contact(**FACTS | change)


def test_a_document_is_read_back():
    contact = make_contact(**FACTS)
    text = write_document(contact_document(contact))
    assert read_contact_document(read_document(text, origin="c.yaml", what="contact")) == contact


def test_a_mistake_in_a_document_is_told_with_its_line():
    text = write_document(contact_document(make_contact(**FACTS)) | {"address": "abc"})
    with pytest.raises(DocumentError, match=r"c\.yaml:7: address: expected a telephone number"):
        read_contact_document(read_document(text, origin="c.yaml", what="contact"))


def test_rows_are_judged_one_by_one():
    outcomes, stored = rows("姓名,手机号,行政区划\n王,13800000000,4115\n李,1,4115\n王,13800000000,4115\n")
    assert [(one.row, one.change.value, one.detail) for one in outcomes] == [
        (2, "new", ""),
        (3, "refused", "row 3: address: expected a telephone number such as +8613800000000, got '1'"),
        (4, "refused", "row 4: address: occurs twice; rows with an address in common need an id"),
    ]
    assert len(stored) == 1


def test_a_change_is_told_and_the_unchanged_is_not_stored():
    known = make_contact(**FACTS)
    text, _ = decoded(write_csv(CONTACT_HEADER, contact_cells([known])))
    assert [one.change.value for one in rows(text, known)[0]] == ["unchanged"]
    assert rows(text, known)[1] == []
    (one,), _ = rows(text.replace("王村长", "李村长"), known)
    assert one.changes == {"name": ("王村长", "李村长")}


def test_a_table_without_numbers_is_no_table_of_contacts():
    with pytest.raises(TableError, match="expected a column with the telephone number"):
        rows("姓名\n王\n")
