from __future__ import annotations

import pytest

from alerts.cap import to_cap
from alerts.cap_document import Form, cap_document
from alerts.errors import CapError
from tests.builders import NOW, a_warning
from tests.unit.alerts.keys import a_signer


def test_a_document_says_whether_it_is_signed():
    warning = a_warning(sent=NOW)
    bare = to_cap(warning)
    assert not cap_document(warning, bare).is_signed
    signed = cap_document(warning, a_signer().sign(bare, at=NOW))
    assert signed.is_signed
    assert (signed.form, signed.identifier, signed.sent) == (Form.CAP, warning.identifier, NOW)


def test_what_was_not_issued_has_no_document():
    with pytest.raises(CapError, match="was not issued"):
        cap_document(a_warning(sent=None), b"<alert/>")
