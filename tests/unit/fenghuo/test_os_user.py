from __future__ import annotations

from fenghuo.os_user import os_user


def test_who_became_root_is_still_known(monkeypatch):
    monkeypatch.setattr("os.getuid", lambda: 0)
    monkeypatch.setenv("SUDO_USER", "li")
    assert os_user() == "li"


def test_a_user_without_a_name_is_a_number(monkeypatch):
    monkeypatch.setattr("os.getuid", lambda: 987_654)
    assert os_user() == "987654"
