"""``fenghuo import rules``: many rules into a running system, all of them or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from fenghuo.cli.exchange import HERE, ApiKey, AsJson, Url, asked, bearer, fail


def import_rules(
    file: Annotated[Path, typer.Argument(help="YAML documents with --- between them.")],
    *,
    url: Url = HERE,
    api_key: ApiKey,
    reason: Annotated[str, typer.Option(help="Why they are changed; kept with every version.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say whether it would work and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send rules to a running system: all of them or, when one cannot work, none."""
    from rules.document import parse_rules

    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file}: cannot be read as UTF-8: {error}")
    # Mistakes of the file are told with its own name and lines, before anything is sent.
    rules = parse_rules(text, origin=str(file))
    answer = asked(
        url,
        "post",
        path="rules/import",
        content=text.encode(),
        params={"reason": reason, "dry_run": str(dry_run).lower()},
        headers={**bearer(api_key), "Content-Type": "application/yaml"},
    ).json()
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    proposed = sum(item["phase"] == "proposed" for item in answer["items"])
    waiting = f", {proposed} wait for a signature" if proposed else ""
    kept = "nothing stored" if dry_run else f"{answer['stored']} new versions{waiting}"
    print(f"{len(rules)} rules, {kept}")
