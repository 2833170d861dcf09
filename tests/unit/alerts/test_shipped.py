from __future__ import annotations

from alerts.hazard import HAZARDS, Peril
from alerts.shipped import FOLDER, shipped
from alerts.template import CHANNELS, NEEDED, Part
from alerts.warning import MessageType
from sensing.level import LADDER
from tests.builders import NOW


def test_every_hazard_level_and_type_has_words_in_chinese_and_english():
    book = shipped()
    for known in HAZARDS.values():
        for level in LADDER:
            for type_ in MessageType:
                assert book.languages(hazard=known, level=level, message_type=type_, at=NOW) == ["zh-CN", "en"]


def test_every_family_says_what_it_does_and_what_to_do_in_both_steps():
    told = {(each.families, each.language, each.levels) for each in shipped().templates if "impact" in each.parts}
    for peril in Peril:
        families = () if peril is Peril.OTHER else (peril.value,)
        assert len([each for each in told if each[0] == families]) == 4


def test_the_base_says_every_part_that_no_family_must_say():
    parts = {name for each in shipped().templates if each.id.startswith("base-alert") for name in each.parts}
    assert parts == {part.value for part in (*NEEDED, *CHANNELS, Part.CONTACT)} - {"instruction"}


def test_each_file_is_part_of_the_package_and_read_once():
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(["base", *(peril.value for peril in Peril)])
    assert shipped() is shipped()
    ids = [each.id for each in shipped().templates]
    assert len(ids) == len(set(ids))
