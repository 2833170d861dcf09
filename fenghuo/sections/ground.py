"""What lies under the map."""

from __future__ import annotations

from typing import Final

from pydantic import Field, SecretStr, field_validator

from fenghuo.sections.section import Section

#: The national map service, Web Mercator: streets and their names; one of its eight equal hosts: one origin is opened.
_TIANDITU: Final = tuple(
    f"https://t0.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
    for layer in ("vec", "cva")
)
_PLACES: Final = ("{z}", "{x}", "{y}")


class Map(Section):
    """A base map of one's own: boundaries alone are shown where nothing is set."""

    #: PMTiles file (pictures or vectors, Web Mercator) in the data folder; empty: none. Wins over tiles.
    pmtiles: str = ""
    #: Addresses of WMTS or XYZ tiles in Web Mercator or degrees (EPSG:4490, matrix set ``c``), JSON, the lowest layer
    #: first; ``{z}``, ``{x}``, ``{y}`` and ``{key}`` are filled in. Empty and a key: 天地图.
    tiles: tuple[str, ...] = ()
    #: The operator's own key at the map service; told to browsers of people who are signed in.
    key: SecretStr = Field(default=SecretStr(""))
    #: 审图号 of the map, shown at its foot.
    approval: str = ""
    #: Who made it, shown at its foot.
    credit: str = ""

    @field_validator("tiles")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            missing = [place for place in _PLACES if place not in address]
            if missing or not address.startswith("https://"):
                message = f"expected https:// with {', '.join(_PLACES)}"
                raise ValueError(message)
        return value

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses of the tiles with the key in them."""
        key = self.key.get_secret_value()
        templates = self.tiles or (_TIANDITU if key else ())
        return tuple(template.replace("{key}", key) for template in templates)
