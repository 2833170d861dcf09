"""Power: whether a node runs on mains, and how full its battery is, as Linux tells it."""

from __future__ import annotations

from pathlib import Path

#: Where Linux lists supplies: https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-power
SUPPLIES = Path("/sys/class/power_supply")


def power_of(folder: Path = SUPPLIES) -> tuple[bool | None, int | None]:
    """Return whether there is mains power and the lowest battery in percent; None for what is not known."""
    mains: bool | None = None
    batteries: list[int] = []
    for supply in sorted(folder.glob("*")):
        kind = _read(supply / "type")
        if kind in {"Mains", "USB"} and (online := _read(supply / "online")) in {"0", "1"}:
            mains = bool(mains) or online == "1"
        if kind == "Battery" and (full := _read(supply / "capacity")).isdigit():
            batteries.append(min(int(full), 100))
    return mains, min(batteries, default=None)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""
