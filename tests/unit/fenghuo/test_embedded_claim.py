import os

import pytest

from fenghuo.embedded.claim import Claim
from fenghuo.embedded.errors import AlreadyRunningError, ServiceError


def test_a_folder_has_one_owner_and_says_who(tmp_path):
    with Claim(tmp_path), pytest.raises(AlreadyRunningError, match=f"in use by process {os.getpid()}:"):
        Claim(tmp_path)


def test_a_released_folder_can_be_had_again(tmp_path):
    Claim(tmp_path).release()
    Claim(tmp_path).release()


def test_releasing_twice_does_not_take_it_from_the_next_owner(tmp_path):
    first = Claim(tmp_path)
    first.release()
    with Claim(tmp_path):
        first.release()
        with pytest.raises(AlreadyRunningError):
            Claim(tmp_path)


def test_the_folder_is_made_when_missing(tmp_path):
    with Claim(tmp_path / "a/b"):
        assert (tmp_path / "a/b/lock").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ServiceError, match=r"cannot write in .*/file/below: Not a directory"):
        Claim(tmp_path / "file/below")
