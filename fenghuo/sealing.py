"""Sealing: how this installation's messages leave, signed where the settings say so.

Where messages are to be signed and the key is missing, unreadable or out of date, nothing is issued: the draft waits
and says why, ``/readyz`` says why, and the feeds go on with what was signed. A key that comes back, or is replaced,
is taken up without a restart.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from alerts.cap import Imprint, to_cap
from alerts.cn12379_mapping import Office
from alerts.errors import CapError
from alerts.signing import Signer, validity_fault
from fenghuo.cap_keys import CapKeyError, load_signer
from fenghuo.clock import now

if TYPE_CHECKING:
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from fenghuo.sections.messages import Cap
    from fenghuo.settings import Settings

#: Numbers of China in the register of WMO.
_CHINA = "2.49.0.1.156"


class Sealer:
    """Writes issued warnings down; safe to share between threads."""

    def __init__(self, settings: Cap, *, contact: str = "") -> None:
        """Take the settings, and whom to ask about a warning that names nobody; the key is read when it is needed."""
        self._settings = settings
        self._imprint = Imprint(base_url=settings.public_url, contact=contact)
        self._lock = threading.Lock()
        self._signer: Signer | None = None
        #: When the two files were changed last, as they were read.
        self._read: tuple[int, int] | None = None

    def seal(self, warning: Warning) -> bytes:
        """Return an issued warning as the bytes that leave.

        Raises:
            CapError: If it would not be valid, or cannot be signed.
        """
        xml = to_cap(warning, imprint=self._imprint)
        if not self._settings.sign or warning.sent is None:
            return xml
        return self._current().sign(xml, at=warning.sent)

    def trouble(self) -> str:
        """Return why nothing can be signed, empty while all is well or nothing is to be signed."""
        if not self._settings.sign:
            return ""
        try:
            return validity_fault(self._current().certificate, at=now())
        except CapError as error:
            return str(error)

    def _current(self) -> Signer:
        """Return the key, read anew when its files have changed.

        Raises:
            CapError: If there is none that works.
        """
        if not (self._settings.key_file and self._settings.cert_file):
            raise CapError("not signed: set FENGHUO_CAP__KEY_FILE and FENGHUO_CAP__CERT_FILE")
        key_file, cert_file = Path(self._settings.key_file), Path(self._settings.cert_file)
        with self._lock:
            try:
                stamp = key_file.stat().st_mtime_ns, cert_file.stat().st_mtime_ns
                if self._signer is None or stamp != self._read:
                    self._signer, self._read = load_signer(key_file, cert_file), stamp
            except (OSError, CapKeyError) as error:
                self._signer = None
                # ``/readyz`` tells this to everybody: names of files, and no folders.
                why = str(error).replace(f"{key_file.parent}/", "").replace(f"{cert_file.parent}/", "")
                raise CapError(f"not signed: {why}") from None
            return self._signer


def prefix_of_identifiers(settings: Settings) -> str:
    """Return what every identifier begins with, empty for the plain form."""
    return f"{_CHINA}.{settings.cap.wmo_office}" if settings.cap.identifier == "wmo" else ""


def office_of(settings: Settings) -> Office | None:
    """Return how this installation appears in the national release system; None where it does not."""
    cap = settings.cap
    if not cap.cn_issuer:
        return None
    return Office(code=cap.cn_issuer, methods=cap.cn_methods, has_serial=cap.cn_serial)
