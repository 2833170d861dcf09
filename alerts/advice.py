"""Advice: what people should do, by peril and level, in words that can be read aloud. Pure.

Two steps are enough for a short text: take care (blue, yellow), and act now (orange, red). Written by us as general
safety advice; local plans override it when a person edits the draft.
"""

from __future__ import annotations

from alerts.hazard import Peril
from sensing.level import Level

#: Peril → (take care, act now), each (zh, en).
_ADVICE: dict[Peril, tuple[tuple[str, str], tuple[str, str]]] = {
    Peril.FLOOD: (
        (
            "沿河低洼处人员注意水情变化，不下河、不涉水，提前收拾好随身物品。",
            "Near rivers and in low places watch the water, stay out of it, and pack what you need.",
        ),
        (
            "沿河低洼处人员立即按预案转移到高处，不涉水、不过漫水桥，听从村组干部指挥。",
            "Leave low places near rivers now for high ground; do not cross water or flooded bridges.",
        ),
    ),
    Peril.TORRENT: (
        (
            "山洪沟口、河滩人员留意上游来水，暂停涉水活动，做好转移准备。",
            "In gullies and on river banks watch for water from upstream and be ready to leave.",
        ),
        (
            "山洪沟口、河滩人员立即向两侧高处转移，不顺沟跑、不返回取物。",
            "Leave gullies and river banks now, sideways and uphill; do not go back for belongings.",
        ),
    ),
    Peril.STORM: (
        (
            "减少外出，远离低洼处、广告牌和大树，检查排水。",
            "Stay in if you can; keep away from low places, signs and large trees.",
        ),
        (
            "停止户外活动，远离下穿通道、地下空间和危房，危险区人员立即转移。",
            "Stop outdoor activity; leave underpasses, basements and unsafe houses now.",
        ),
    ),
    Peril.WIND: (
        (
            "加固门窗和棚架，远离广告牌、临时建筑，暂停高空作业。",
            "Secure windows and sheds, keep away from signs, stop work at height.",
        ),
        (
            "立即进入坚固房屋躲避，远离门窗，水上和高空作业人员停止作业。",
            "Go into a solid building now, away from windows; stop work on water and at height.",
        ),
    ),
    Peril.COLD: (
        (
            "注意防寒保暖，出行慢行，照看好老人和孩子。",
            "Keep warm, travel slowly, look after the old and the young.",
        ),
        (
            "非必要不出行，注意防冻和取暖安全，谨防煤气中毒。",
            "Do not travel unless you must; beware of frost and of fumes from stoves.",
        ),
    ),
    Peril.HEAT: (
        (
            "避开午后户外劳动，多饮水，节约用水用电。",
            "Avoid outdoor work in the afternoon, drink water, save water and power.",
        ),
        (
            "停止午后户外作业，照看好老人和病人，服从用水用电调度。",
            "Stop outdoor work in the afternoon, look after the old and the sick.",
        ),
    ),
    Peril.FOG: (
        (
            "驾车减速、保持车距，减少户外活动。",
            "Drive slowly, keep your distance, stay in if you can.",
        ),
        (
            "非必要不驾车出行，听从高速、渡口管制。",
            "Do not drive unless you must; obey closures of roads and ferries.",
        ),
    ),
    Peril.AIR: (
        (
            "老人、儿童和病人减少户外活动，外出戴口罩。",
            "The old, children and the sick should stay in; wear a mask outdoors.",
        ),
        (
            "停止户外活动，关闭门窗，企业按预案减产限排。",
            "Stay in with windows closed; plants cut emissions as planned.",
        ),
    ),
    Peril.WATER: (
        (
            "暂停从该水域取水、捕捞和饮用牲畜，等候通知。",
            "Do not take water, fish or water animals there until told.",
        ),
        (
            "立即停止取用该水域的水，改用备用水源，等候通知。",
            "Stop using this water now, use the reserve supply, wait for notice.",
        ),
    ),
    Peril.SLOPE: (
        (
            "留意坡体裂缝、掉块和泉水变浑，夜间加强值守。",
            "Watch slopes for cracks, falling stones and muddy springs, also at night.",
        ),
        (
            "隐患点人员立即撤离到安全地带，不在沟口、陡坡下停留。",
            "Leave the marked slopes now; do not stop in gullies or below steep ground.",
        ),
    ),
    Peril.FIRE: (
        (
            "进山不带火种，不烧荒、不上坟烧纸，发现烟火立即报告。",
            "Take no fire into the woods, burn nothing outdoors, report smoke at once.",
        ),
        (
            "林区人员立即向火场侧后方撤离，不自行扑救，听从指挥。",
            "Leave the woods now, to the side and behind the fire; do not fight it yourself.",
        ),
    ),
    Peril.CHEMICAL: (
        (
            "远离事故区域，关闭门窗，等候通知。",
            "Keep away from the site, close windows, wait for notice.",
        ),
        (
            "立即向上风向撤离，用湿毛巾捂住口鼻，不要围观。",
            "Leave upwind now, a wet cloth over mouth and nose; do not stop to look.",
        ),
    ),
    Peril.OTHER: (
        (
            "请关注后续通知，做好防范准备。",
            "Watch for further notice and be prepared.",
        ),
        (
            "请立即采取防护措施，听从当地政府指挥。",
            "Protect yourself now and follow the local authorities.",
        ),
    ),
}


def advice(peril: Peril, level: Level) -> tuple[str, str]:
    """Return what people should do, (zh, en)."""
    care, act = _ADVICE[peril]
    return act if level >= Level.ORANGE else care
