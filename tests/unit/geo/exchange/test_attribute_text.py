import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.attribute_text import decoded_table, encoding_of


def table(*texts: str, encoding: str, given_: str = "", stated: str = ""):
    raw = [({"MC": text.encode(encoding).decode("latin-1")}, False) for text in texts]
    return decoded_table(raw, given=given_, stated=stated)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_encoding_that_nobody_states_is_found(encoding: str):
    found = table("息县", "浉河区", encoding=encoding)
    assert [row["MC"] for row in found.rows] == ["息县", "浉河区"]
    assert found.encoding == f"{encoding} (assumed: it fits every text)"


def test_texts_in_no_known_encoding_are_marked_and_said_so():
    found = decoded_table([({"MC": "\xff\xff"}, False)], given="", stated="")
    assert found.rows[0]["MC"] == "�"
    assert found.notes == ("some texts are in no known encoding: name it",)


def test_a_cpg_that_says_nothing_is_noted():
    assert table("息县", encoding="utf-8", stated="OEM").notes == ('the .cpg says "OEM", which says nothing',)


@pytest.mark.parametrize("word", ["GBK", "gb2312", "936", "CP936"])
def test_every_word_for_gbk_means_gb18030(word: str):
    assert encoding_of(word) == "gb18030"


def test_a_given_encoding_that_is_unknown_is_refused():
    with pytest.raises(ExchangeError, match='encoding: expected one of UTF-8, GBK, GB18030, Big5, got "klingon"'):
        table("x", encoding="utf-8", given_="klingon")


def test_numbers_stay_numbers_and_deleted_rows_are_counted():
    found = decoded_table([({"N": 411502.0}, False), ({}, True)], given="", stated="")
    assert found.rows[0] == {"N": 411502.0}
    assert found.deleted == {2}


@given(st.lists(st.binary(max_size=20), max_size=5), st.text(max_size=6))
def test_any_bytes_are_read(values: list[bytes], stated: str):
    decoded_table([({"a": value.decode("latin-1")}, False) for value in values], given="", stated=stated)
