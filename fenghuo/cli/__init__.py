"""The command line: data on stdout (``--json`` where it helps), progress and errors on stderr.

Heavy imports happen inside the commands, so that ``fenghuo --help`` answers at once.
"""

from __future__ import annotations

import sys

from fenghuo.cli.app import app
from fenghuo.os_user import os_user
from incidents.origin import LOCAL, Origin, acting_from
from sensing.errors import FenghuoError


def main() -> None:
    """Run the command line; an expected error is one line on stderr and exit code 1."""
    try:
        with acting_from(Origin(address=LOCAL, credential="os_user", id=os_user())):
            app()
    except FenghuoError as error:
        sys.stderr.write(f"fenghuo: {error}\n")
        raise SystemExit(1) from None
