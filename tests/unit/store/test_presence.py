from store.presence import changes
from tests.contract.records import a_status


def test_coming_and_going_is_news_and_repeating_it_is_not():
    reports = [a_status(), a_status(seconds=1), a_status(is_online=False, seconds=2), a_status(seconds=3)]
    known = {}
    assert changes(reports, known=known) == [reports[0], reports[2], reports[3]]
    assert known == {"XY-H03": reports[3]}


def test_the_report_that_made_the_state_is_kept():
    known = {"XY-H03": a_status()}
    assert changes([a_status(seconds=60)], known=known) == []
    assert known == {"XY-H03": a_status()}


def test_a_report_that_was_overtaken_is_old_news():
    known = {"XY-H03": a_status(is_online=False, seconds=10)}
    assert changes([a_status(seconds=9)], known=known) == []
    assert changes([a_status(seconds=10)], known=known) == [a_status(seconds=10)]
