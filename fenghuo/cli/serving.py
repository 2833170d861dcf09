"""``fenghuo serve`` and ``fenghuo migrate``: real services from settings."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    *,
    role: Annotated[
        list[str] | None, typer.Option(help="ingest, gateway, worker, dispatcher, warden or api; may be repeated.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address of the HTTP server.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the HTTP server.")] = None,
) -> None:
    """Run against the database and broker of the settings (FENGHUO_… variables, secret files)."""
    import sys

    from fenghuo import logs
    from fenghuo.access import refuse_well_known
    from fenghuo.clock import now
    from fenghuo.database import open_store
    from fenghuo.people import ensure_somebody
    from fenghuo.runtime import Site, start
    from fenghuo.settings import load
    from fenghuo.site import plain_map

    overrides: dict[str, object] = {}
    if role:
        overrides["roles"] = tuple(role)
    http = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    if http:
        overrides["http"] = http
    settings = load(overrides)
    logs.configure(as_json=settings.log_json)
    refuse_well_known(settings)
    store = open_store(settings)
    try:
        password = ensure_somebody(store, at=now()) if "api" in settings.roles else ""
        if password:
            # Said once, to whoever started it: nobody can sign in with it for longer than one change of it.
            print(
                f"fenghuo: first run: sign in as admin with {password} and set a password of your own", file=sys.stderr
            )
        runtime = start(settings, site=Site(map_layers=lambda: plain_map(store)), store=store)
        from fenghuo.serving import serve_http

        serve_http(runtime, on_ready=lambda: print("fenghuo: serving " + ", ".join(settings.roles), file=sys.stderr))
    finally:
        store.close()


def migrate() -> None:
    """Bring the database of the settings to the newest schema; as its owner, where that is another role."""
    from fenghuo.database import bring_up
    from fenghuo.settings import load

    applied = bring_up(load())
    print("\n".join(applied) if applied else "the schema is up to date")
