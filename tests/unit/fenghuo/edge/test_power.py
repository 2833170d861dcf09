from __future__ import annotations

from fenghuo.edge.power import power_of


def supply(folder, name, **files):
    (folder / name).mkdir()
    for file, text in files.items():
        (folder / name / file).write_text(f"{text}\n")


def test_mains_and_the_lowest_battery_are_read(tmp_path):
    supply(tmp_path, "AC", type="Mains", online="0")
    supply(tmp_path, "BAT0", type="Battery", capacity="81")
    supply(tmp_path, "BAT1", type="Battery", capacity="40")
    assert power_of(tmp_path) == (False, 40)


def test_one_supply_that_is_on_is_enough(tmp_path):
    supply(tmp_path, "AC", type="Mains", online="1")
    supply(tmp_path, "USB", type="USB", online="0")
    assert power_of(tmp_path) == (True, None)


def test_what_is_not_told_is_unknown(tmp_path):
    supply(tmp_path, "BAT0", type="Battery", capacity="?")
    assert power_of(tmp_path) == (None, None)
    assert power_of(tmp_path / "nowhere") == (None, None)
