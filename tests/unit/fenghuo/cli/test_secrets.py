from __future__ import annotations


def test_a_key_file_is_made_once(run, tmp_path):
    path = tmp_path / "keys.json"
    made = run("secrets", "make", path)
    assert (made.exit_code, made.stdout.startswith(f"{path}: set FENGHUO_PERSONAL__KEY_FILE to it")) == (0, True)
    again = run("secrets", "make", path)
    assert "is there already" in str(again.exception)
