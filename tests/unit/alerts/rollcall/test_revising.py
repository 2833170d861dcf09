"""A place of the old warning under the new one."""

from dataclasses import replace

from alerts.rollcall.revising import anew, merged
from tests.unit.alerts.rollcall.rolls import a_person, a_village, an_answer, minutes


def test_a_rise_begins_the_calling_anew_and_keeps_what_was_said():
    before = a_village("A", answers=(an_answer("A", "A1"),), told_up=minutes(5), knocked=minutes(10), task="t1")
    after = merged(before, a_village("A"), is_rise=True, now=minutes(20))
    assert (after.since, after.told_up, after.knocked, after.is_heard) == (minutes(20), None, None, False)
    assert (len(after.answers), after.task) == (1, "t1")


def test_whoever_joined_the_list_is_called_and_whoever_was_called_is_remembered():
    before = a_village("A", persons=(replace(a_person("A1"), tries=2, called=minutes(1)),))
    fresh = a_village("A", persons=(a_person("A1"), a_person("A3")))
    after = merged(before, fresh, is_rise=False, now=minutes(2))
    assert [(person.id, person.tries) for person in after.persons] == [("A1", 2), ("A3", 0)]


def test_a_list_that_has_become_empty_leaves_the_old_one():
    assert merged(a_village("A"), a_village("A", persons=()), is_rise=False, now=minutes(2)).persons


def test_anew_means_from_the_first_try():
    place = anew(a_village("A", persons=(replace(a_person("A1"), tries=3, called=minutes(1)),)), now=minutes(9))
    assert (place.persons[0].tries, place.persons[0].called) == (0, None)


def test_a_rise_leaves_those_outside_its_area_in_peace_until_they_are_inside_again():
    outside = merged(a_village("A"), None, is_rise=True, now=minutes(20))
    assert (outside.outside, outside.since) == (minutes(20), a_village("A").since)
    inside = merged(outside, a_village("A"), is_rise=False, now=minutes(30))
    assert (inside.outside, inside.since) == (None, minutes(30))


def test_an_update_that_is_no_rise_goes_on_calling_whoever_has_not_answered():
    assert merged(a_village("A"), None, is_rise=False, now=minutes(2)).outside is None
