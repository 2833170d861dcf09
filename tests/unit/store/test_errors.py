from sensing.errors import FenghuoError
from store.errors import ConflictError, MigrationError, StoreError


def test_an_error_says_whether_another_try_helps():
    assert not StoreError("no").retryable
    assert StoreError("no", retryable=True, retry_after=0.5).retry_after == 0.5
    assert ConflictError("no", retryable=True).retryable
    assert not MigrationError("no").retryable


def test_every_error_is_one_of_ours():
    assert issubclass(ConflictError, StoreError)
    assert issubclass(MigrationError, StoreError)
    assert issubclass(StoreError, FenghuoError)
