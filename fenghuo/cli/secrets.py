"""``fenghuo secrets``: the keys that seal what leads to a person."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

group = typer.Typer(
    help="Keys that seal telephone numbers, names and second factors.", no_args_is_help=True, rich_markup_mode=None
)


@group.command("make")
def make(file: Annotated[Path, typer.Argument(help="New file; keep a copy of it in a safe.")]) -> None:
    """Make a key file that only its owner can read."""
    from fenghuo.seal_keys import make_keys

    make_keys(file)
    print(f"{file}: set FENGHUO_PERSONAL__KEY_FILE to it; without it, what it seals is lost")


@group.command("rotate")
def rotate() -> None:
    """Make a new key and seal everything with it; the system may run meanwhile.

    Running processes open what the new key sealed, and seal with it themselves from their next start on. The old keys
    stay in the file until `fenghuo secrets forget`.
    """
    from fenghuo.database import open_store
    from fenghuo.seal_keys import add_key
    from fenghuo.settings import load

    settings = load()
    open_store(settings).close()
    id_ = add_key(Path(settings.personal.key_file))
    with closing(open_store(settings)) as store:
        renewed = store.reseal()
    print(f"key {id_} seals, {renewed} rows sealed anew: restart every process, then `fenghuo secrets forget`")


@group.command("forget")
def forget() -> None:
    """Take the old keys out of the file, once every process seals with the new one; older backups need them."""
    from fenghuo.database import open_store
    from fenghuo.seal_keys import drop_old_keys
    from fenghuo.settings import load

    settings = load()
    with closing(open_store(settings)) as store:
        store.reseal(forgets_others=True)
    dropped = drop_old_keys(Path(settings.personal.key_file))
    print(f"forgotten: {', '.join(dropped)}" if dropped else "there was one key only")


@group.command("reindex")
def reindex() -> None:
    """Change the key by which sealed addresses are found; every process must be stopped meanwhile.

    All rows change or none. A change that was broken off is finished by running this again; nothing else starts until
    then. Older backups keep the index of their time: restore one with the key file of its time.
    """
    from fenghuo.database import open_store
    from fenghuo.seal_keys import begin_index, end_index, forget_index
    from fenghuo.settings import SettingsError, load
    from store.errors import SealError
    from store.sealing import Seals

    settings = load()
    if not settings.personal.key_file:
        raise SettingsError("FENGHUO_PERSONAL__KEY_FILE: expected a key file, got none: nothing is sealed")
    path = Path(settings.personal.key_file)
    keys, is_new = begin_index(path)
    try:
        # One connection: every other one is somebody else's.
        with closing(open_store(settings, seals=Seals(keys), pool=1)) as store:
            count = store.reindex()
    except SealError:
        # Nothing was changed in the database now; what was broken off before may have been.
        if is_new:
            forget_index(path)
        raise
    end_index(path, keys)
    print(f"{count} addresses are found by a new index: start every process again")
