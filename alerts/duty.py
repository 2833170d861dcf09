"""Duty: what a contact answers for. A free word; the ones here mean something to the roll call. Pure.

Source:
    《国家防汛抗旱应急预案》(2022) knows 党政主要负责人, 分管领导, 防汛责任人 and 网格员; local 叫应 rules call heads
    first, then deputies, then whoever stands above them.
"""

from __future__ import annotations

#: Answers for a division: 村支书、村主任、乡镇长.
HEAD = "head"
#: Answers where the head does not.
DEPUTY = "deputy"
#: Walks a part of a village; answers like a deputy.
GRID = "grid"
#: Is told when a division below does not answer.
SUPERIOR = "superior"
#: Answers for a must-reach site.
SITE = "site"
#: No person: a siren, a loudspeaker, a screen.
DEVICE = "device"
#: Nobody's duty: told, never asked.
PUBLIC = "public"

#: What people write in tables → the word.
WRITTEN: dict[str, str] = {
    "负责人": HEAD, "责任人": HEAD, "村支书": HEAD, "村主任": HEAD, "主任": HEAD, "书记": HEAD, "正职": HEAD,
    "副手": DEPUTY, "副主任": DEPUTY, "副书记": DEPUTY, "副职": DEPUTY, "分管负责人": DEPUTY,
    "网格员": GRID,
    "上级": SUPERIOR, "包村干部": SUPERIOR, "值班室": SUPERIOR,
    "场所负责人": SITE, "校长": SITE, "院长": SITE,
    "设备": DEVICE, "大喇叭": DEVICE, "警报器": DEVICE,
    "公众": PUBLIC, "群众": PUBLIC,
}  # fmt: skip

#: Who is asked for an answer, in the order of asking.
ASKED = (HEAD, DEPUTY, GRID, SITE)
#: Channels that reach one person who can answer.
PERSONAL = frozenset({"sms", "voice", "email", "wecom", "dingtalk", "feishu"})


def duty_word(text: str) -> str:
    """Return the word for what somebody wrote in a table."""
    return WRITTEN.get(text.strip(), text.strip().casefold())
