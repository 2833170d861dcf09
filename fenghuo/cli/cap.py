"""``fenghuo cap``: keys that sign messages, and the check of a signed one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

cap = typer.Typer(help="Make keys for messages, and check messages.", no_args_is_help=True, rich_markup_mode=None)


@cap.command("keygen")
def keygen(
    folder: Annotated[Path, typer.Argument(help="Where cap.key and cap.pem go.")] = Path(),
    *,
    name: Annotated[str, typer.Option(help="Whose key it is; the CAP sender of the settings.")] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long the certificate counts.")] = 1095,
) -> None:
    """Make a P-256 key, readable by its owner only, and its certificate; nothing that is there is replaced."""
    from alerts.signing import fingerprint
    from fenghuo.cap_keys import make_keys
    from fenghuo.clock import now
    from fenghuo.settings import load

    folder.mkdir(parents=True, exist_ok=True)
    key_file, cert_file = folder / "cap.key", folder / "cap.pem"
    signer = make_keys(key_file, cert_file, name=name or load().issuer.sender, at=now(), days=days)
    sys.stderr.write(f"FENGHUO_CAP__SIGN=true FENGHUO_CAP__KEY_FILE={key_file} FENGHUO_CAP__CERT_FILE={cert_file}\n")
    sys.stderr.write("Give the certificate, or this SHA-256 of it, to whoever reads your messages:\n")
    print(fingerprint(signer.certificate))


@cap.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(help="A CAP 1.2 message.")],
    *,
    cert: Annotated[list[Path] | None, typer.Option(help="Certificate that is believed (PEM); repeat.")] = None,
    pin: Annotated[list[str] | None, typer.Option(help="SHA-256 of a certificate that is believed; repeat.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Check a message: schema, and the signature of a certificate that is named or set, never of what it carries."""
    from alerts.cap_check import validate_cap
    from alerts.cap_read import read_cap
    from alerts.signing import Pins
    from alerts.signing import verify as verified
    from alerts.untrusted import parsed
    from fenghuo.cap_keys import CapKeyError, load_certificate
    from fenghuo.settings import load

    try:
        xml = file.read_bytes()
    except OSError as error:
        raise CapKeyError(f"{file}: cannot be read: {error}") from None
    own = load().cap.cert_file
    files = cert or ([Path(own)] if own and not pin else [])
    pins = Pins(
        certificates=tuple(load_certificate(each) for each in files),
        fingerprints=frozenset(text.replace(":", "").lower() for text in pin or ()),
    )
    if not pins:
        raise CapKeyError("no certificate to believe: name one with --cert or --pin, or set FENGHUO_CAP__CERT_FILE")
    faults = validate_cap(xml)
    if faults:
        raise CapKeyError(f"{file}: is no valid CAP 1.2: {'; '.join(faults)}")
    told = read_cap(parsed(xml))
    signed_by = verified(xml, pins=pins, at=told.sent)
    if as_json:
        shown = {"identifier": told.identifier, "sender": told.sender, "status": told.status, "signed_by": signed_by}
        print(json.dumps(shown, ensure_ascii=False))
    else:
        print(f"{told.identifier} of {told.sender}, {told.status} {told.message_type}: signed by {signed_by}")
