"""The settings of a drill: none of the live installation's, neither from the environment nor from files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.warning import CapStatus
from fenghuo.sections.alerting import Issuer
from fenghuo.sections.messages import Cap
from fenghuo.sections.serving import Http
from fenghuo.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


class DrillSettings(Settings):
    """Settings that are given and nothing else: a live key, gateway or database cannot slip in."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return only what is given."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def ignored(environment: Mapping[str, str]) -> list[str]:
    """Return the names of the settings of a live installation that stand in an environment; a drill reads none."""
    prefix = str(Settings.model_config.get("env_prefix", ""))
    return sorted(name for name in environment if name.upper().startswith(prefix))


def drill_settings(
    title: str, *, host: str = "127.0.0.1", port: int = 0, hours: float = 24.0, console: str = ""
) -> Settings:
    """Return the settings of a drill's process; everything that it issues is an exercise.

    Args:
        title: Of the drill, shown on every screen.
        host: On which its console is served.
        port: On which its console is served.
        hours: Of the drill: nobody is signed out because drill time goes by fast.
        console: Folder of the built console; empty: the one that came with the installation.
    """
    return DrillSettings(
        issuer=Issuer(status=CapStatus.EXERCISE, sender="fenghuo.drill", name="信阳市应急指挥中心（演练）"),
        cap=Cap(sign=False),
        http=Http(host=host, port=port, session_hours=hours + 24, console=console),
        name=f"【演练】{title}",
        roles=("api",),
    )
