"""``fenghuo backup`` and ``fenghuo restore``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from fenghuo.settings import Settings
    from store.evidence.folder import PictureFolder

#: Exit code of a restore after which everything is back, and the journal is as broken as it was when it was saved.
JOURNAL_BROKEN = 3
_MEBIBYTE = 1 << 20

AsJson = Annotated[bool, typer.Option("--json", help="The report as JSON on stdout.")]


def backup(
    target: Annotated[str, typer.Argument(help="New file, folder, or - for stdout.")],
    *,
    keep: Annotated[int, typer.Option(min=0, help="Backups to keep in the folder, the new one included; 0: all.")] = 0,
    verify: Annotated[bool, typer.Option("--verify", help="Read a backup and check every hash; no database.")] = False,
    with_key: Annotated[
        Path | None, typer.Option("--with-key", help="Copy the key file to this new file; keep it somewhere else.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the database and the evidence folder of the settings to a file; the system may run meanwhile.

    Settings and their passwords are not in it, nor is the key that opens telephone numbers and names.
    """
    if with_key is not None:
        _copy_key(with_key)
    if verify:
        _tell(_verified(target), as_json=as_json)
    elif target == "-":
        _to_stdout(as_json=as_json)
    else:
        _to_file(Path(target), is_folder=target.endswith("/"), keep=keep, as_json=as_json)


def restore(
    file: Annotated[str, typer.Argument(help="A backup, or - for stdin.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Lose what is in the database.")] = False,
    without_pictures: Annotated[bool, typer.Option("--without-pictures", help="Leave the pictures out.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fill the database and the evidence folder of the settings from a backup: all of it or nothing.

    The database must be empty unless --replace is said, and no process of Fenghuo may be connected. Exit code 3: all is
    back, and the journal is broken as it was when the backup was made.
    """
    from fenghuo.backup.archive import Archive
    from fenghuo.backup.loading import restore as run
    from fenghuo.backup.report import restored_contents
    from fenghuo.database import owner_dsn_of
    from fenghuo.settings import load

    settings = load()
    dsn = owner_dsn_of(settings)
    if file != "-":
        _progress("checking the file …")
        _verified(file)
    with _opened(file) as source:
        archive = Archive(source.read)
        pictures = None if without_pictures else _wanted_pictures(settings, has_pictures=archive.header.has_pictures)
        restored = run(archive, dsn, pictures=pictures, is_replacing=replace, told=_progress)
    report = restored_contents(restored)
    _tell(report, as_json=as_json)
    if restored.broken is not None:
        _progress(f"everything is back, but the journal is broken, as it was when it was saved: {report['journal']}")
        raise typer.Exit(JOURNAL_BROKEN)


def _copy_key(target: Path) -> None:
    from fenghuo.backup.errors import BackupError
    from fenghuo.private_file import write_private
    from fenghuo.seal_keys import read_keys
    from fenghuo.settings import load

    source = Path(load().personal.key_file)
    read_keys(source)
    if target.exists():
        raise BackupError(f"{target} is there already: a key file is never overwritten")
    write_private(target, source.read_bytes())
    _progress(f"{target}: the key; whoever has it and the backup reads every number")


def _to_stdout(*, as_json: bool) -> None:
    report = _saved(sys.stdout.buffer.write)
    sys.stdout.buffer.flush()
    _tell(report, as_json=as_json, file=sys.stderr)


def _to_file(target: Path, *, is_folder: bool, keep: int, as_json: bool) -> None:
    from fenghuo.backup import shelf
    from fenghuo.backup.errors import BackupError
    from fenghuo.clock import now

    is_folder = is_folder or target.is_dir()
    if keep and not is_folder:
        raise BackupError(f"--keep needs a folder, {target} is none")
    if is_folder:
        shelf.remove_leftovers(target)
    path = target / shelf.name_at(now()) if is_folder else target
    with shelf.new_file(path) as write:
        report = _saved(write)
    removed = shelf.remove_surplus(target, keep=keep) if keep else []
    _tell({"file": str(path), **report, "removed": removed}, as_json=as_json)


def _saved(write: Callable[[bytes], object]) -> dict[str, Any]:
    from fenghuo.backup.report import contents
    from fenghuo.backup.saving import save
    from fenghuo.clock import now
    from fenghuo.database import dsn_of
    from fenghuo.settings import load

    settings = load()
    began = now()
    saved = save(dsn_of(settings), write, pictures=_pictures(settings), told=_progress)
    seconds = (now() - began).total_seconds()
    if saved.left_out:
        _progress(f"not Fenghuo's and not saved: {', '.join(saved.left_out)}")
    return {**contents(saved.header, saved.manifest), "bytes": saved.size, "seconds": round(seconds, 1)}


def _verified(file: str) -> dict[str, Any]:
    """Read a whole backup; return what it holds."""
    from fenghuo.backup.archive import Archive
    from fenghuo.backup.errors import DamagedError
    from fenghuo.backup.report import contents

    with _opened(file) as source:
        try:
            archive = Archive(source.read)
            for _ in archive.parts():
                pass
        except DamagedError as error:
            raise DamagedError(f"{file}: {error}") from None
    assert archive.manifest is not None  # noqa: S101  parts() ends no other way
    return contents(archive.header, archive.manifest)


def _opened(file: str) -> Any:
    from contextlib import nullcontext

    from fenghuo.backup.errors import BackupError

    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise BackupError(f"{file}: {error.strerror}") from None


def _wanted_pictures(settings: Settings, *, has_pictures: bool) -> PictureFolder | None:
    from fenghuo.backup.errors import BackupError

    folder = _pictures(settings)
    if has_pictures and folder is None:
        raise BackupError("the backup holds pictures: set FENGHUO_EVIDENCE__FOLDER, or say --without-pictures")
    return folder


def _pictures(settings: Settings) -> PictureFolder | None:
    from store.evidence.folder import PictureFolder

    chosen = settings.evidence
    if not chosen.folder:
        return None
    return PictureFolder(
        Path(chosen.folder),
        most_bytes=chosen.total_mb * _MEBIBYTE,
        largest=chosen.largest_mb * _MEBIBYTE,
        # A backup holds only pictures that events refer to.
        referenced=set,
    )


def _tell(report: dict[str, Any], *, as_json: bool, file: Any = None) -> None:
    from fenghuo.backup.report import lines

    print(json.dumps(report, ensure_ascii=False) if as_json else "\n".join(lines(report)), file=file or sys.stdout)


def _progress(text: str) -> None:
    sys.stderr.write(f"{text}\n")
