import pytest

from sensing.exchange.address import read_addresses
from sensing.exchange.value import CellError


def test_addresses_are_pairs_or_an_object_or_stand_in_columns_of_their_own():
    assert read_addresses({"addresses": "sl651=0012345678; hj212=X"}) == {"sl651": "0012345678", "hj212": "X"}
    assert read_addresses({"addresses": '{"sl651": "00123456ab"}'}) == {"sl651": "00123456AB"}
    assert read_addresses({"hj212": "88888880000001", "name": "x"}) == {"hj212": "88888880000001"}
    assert read_addresses({}) == {}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"addresses": "x"}, "addresses: expected codec=address such as sl651=0012345678, got 'x'"),
        (
            {"sl651": "12345678"},
            "sl651: expected ten digits 0-9 A-F such as 0012345678, got '12345678': leading zeros lost",
        ),
        (
            {"addresses": "szy206=411528000x"},
            "szy206: expected ten digits 0-9 A-F such as 0012345678, got '411528000x'",
        ),
        ({"hj212": "8.88889E+22"}, "hj212: expected an address, got '8.88889E+22': format the column as text"),
        (
            {"hj212": "88888880000001.0"},
            "hj212: expected an address, got '88888880000001.0': format the column as text",
        ),
        ({"hj212": "x" * 65}, "hj212: expected an address"),
    ],
)
def test_what_a_spreadsheet_made_of_an_address_is_refused(cells, message):
    with pytest.raises(CellError) as caught:
        read_addresses(cells)
    assert str(caught.value).startswith(message)
