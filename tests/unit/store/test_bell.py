import threading

from store.bell import TOPICS, Bell


def test_a_ring_between_two_waits_is_not_lost():
    bell = Bell()
    assert bell.wait(0) == set()
    bell.ring({"journal"})
    assert bell.wait(0) == {"journal"}
    assert bell.wait(0) == set()


def test_a_thread_that_waits_for_the_first_time_hears_what_ever_rang():
    bell = Bell()
    bell.ring(TOPICS)
    heard: list[set[str]] = []
    thread = threading.Thread(target=lambda: heard.append(bell.wait(0)))
    thread.start()
    thread.join()
    assert heard == [TOPICS]
    assert bell.wait(0) == TOPICS


def test_a_ring_wakes_who_sleeps():
    bell = Bell()
    ringer = threading.Thread(target=bell.ring, args=({"rules"},))
    ringer.start()
    assert bell.wait(10) == {"rules"}
    ringer.join()


def test_a_topic_of_a_newer_version_is_passed_over():
    bell = Bell()
    bell.ring({"weather"})
    assert bell.wait(0) == set()


def test_a_closed_bell_keeps_nobody_waiting():
    bell = Bell()
    bell.close()
    assert bell.wait(3600) == set()
