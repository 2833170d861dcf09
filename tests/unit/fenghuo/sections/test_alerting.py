"""Settings of what is judged: the hazards that need a second signature are given as words."""

from fenghuo.sections.alerting import Rules


def test_hazards_are_given_as_words():
    assert Rules(sign_hazards="11A, 12Q02").sign_hazards == ("11A", "12Q02")
    assert Rules().sign_hazards == ()
