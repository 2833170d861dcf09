"""What is known of the way to each station only moves forward, and forgets nothing that a later word leaves out."""

from sensing.link import Link
from tests.contract.records import at


def test_nothing_is_known_of_a_station_that_was_never_heard(store):
    assert store.links() == {}
    store.put_links([])


def test_a_link_comes_back_as_it_was_put(store):
    links = [Link(station="A", heard=at(1), behind=-2_000_000, lost=3), Link(station="B", heard=at(2))]
    store.put_links(links)
    assert store.links() == {"A": links[0], "B": links[1]}


def test_an_older_word_does_not_turn_back_when_it_was_heard_and_what_it_leaves_out_stays(store):
    store.put_links([Link(station="A", heard=at(10), behind=5, lost=1)])
    store.put_links([Link(station="A", heard=at(5))])
    assert store.links()["A"] == Link(station="A", heard=at(10), behind=5, lost=1)
    store.put_links([Link(station="A", heard=at(20), lost=0)])
    assert store.links()["A"] == Link(station="A", heard=at(20), behind=5, lost=0)
