"""Words: what people say when they call, by what they call about. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What people call about."""

    #: Class of the event.
    kind: str
    #: National event codes, or how they begin, of what they see then.
    hazards: tuple[str, ...]
    #: What they say when it is so, and when they are wrong.
    said: tuple[str, ...]
    mistaken: tuple[str, ...]


#: Everything people call about.
MATTERS: Final[dict[str, Matter]] = {
    matter.kind: matter
    for matter in (
        Matter(
            kind="report_flood",
            hazards=("11A", "12A"),
            said=("河水漫上来了，快到路面了", "家门口积水已经到膝盖", "河里水涨得很快，水很浑", "桥下过不去了，水太深"),
            mistaken=("下水道返水，路上有点积水", "听人说上游要放水，是真的吗", "沟里水比昨天多一些"),
        ),
        Matter(
            kind="report_fire",
            hazards=("11G",),
            said=("山上冒浓烟，看得到火苗", "后山着火了，风很大", "闻到很重的烟味，山那边在烧"),
            mistaken=("看到烟，可能是烧秸秆", "远处有白烟，也可能是雾", "好像有人上坟烧纸"),
        ),
        Matter(
            kind="report_landslide",
            hazards=("11D",),
            said=("山坡裂了一道大口子", "屋后的土往下滑，树都歪了", "路被泥石堵住了"),
            mistaken=("路边掉了几块石头", "墙上有条旧裂缝，想问问要不要紧"),
        ),
        Matter(
            kind="report_water",
            hazards=("12Q01", "12Q05"),
            said=("河水有刺鼻的味道，河边有死鱼", "水面发白起泡，鱼都浮上来了", "自来水有怪味"),
            mistaken=("河水有点绿", "水管里放出来的水发黄，过一会儿好了"),
        ),
        Matter(
            kind="report_air",
            hazards=("12Q02", "11B67", "11B19"),
            said=("空气很呛，看不清对面的楼", "孩子咳得厉害，外面雾蒙蒙一股煤味"),
            mistaken=("有人在楼下烧垃圾", "附近饭店油烟大"),
        ),
    )
}


def matter_of(hazard: str) -> Matter | None:
    """Return what people call about when a danger of that code is there; None: they do not notice."""
    return next((each for each in MATTERS.values() if hazard.startswith(each.hazards)), None)
