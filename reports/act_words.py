"""Act words: what acts, states and kinds of the journal are called in a report, Chinese and English."""

from __future__ import annotations

from typing import Final

Pair = tuple[str, str]

#: Lines of the timeline, by kind and act.
ACTS: Final[dict[str, Pair]] = {
    "warning.drafted": ("拟稿", "Drafted"),
    "warning.redrafted": ("重新拟稿", "Drafted anew"),
    "warning.edited": ("改稿", "Edited"),
    "warning.reviewed": ("审核", "Reviewed"),
    "warning.approved": ("批准", "Approved"),
    "warning.asked": ("请求签发", "Approval asked"),
    "warning.unanswered": ("超时无人签发", "Nobody approved in time"),
    "warning.issued": ("发布", "Issued"),
    "warning.rejected": ("退回", "Rejected"),
    "warning.withdrawn": ("撤稿", "Draft withdrawn"),
    "warning.expiring": ("即将到期", "Expires soon"),
    "warning.signed": ("补签", "Signed afterwards"),
    "warning.superseded": ("被更新取代", "Superseded"),
    "warning.cancelled": ("解除", "Cancelled"),
    "warning.expired": ("到期", "Expired"),
    "rollcall.started": ("叫应开始", "Roll call began"),
    "rollcall.revised": ("叫应随预警更新", "Roll call follows the update"),
    "rollcall.raised": ("叫应升级", "Roll call raised"),
    "rollcall.called": ("叫应", "Called"),
    "rollcall.told_up": ("告知上级", "Superior told"),
    "rollcall.asked_neighbours": ("请邻村敲门", "Neighbours asked"),
    "rollcall.dark": ("失联村", "Dark village"),
    "rollcall.door_knock": ("派人上门", "Somebody sent to the door"),
    "rollcall.reached": ("已应答", "Reached"),
    "rollcall.help": ("求助", "Needs help"),
    "rollcall.uncovered": ("无人可叫", "Nobody to call"),
    "rollcall.withdrawn": ("撤回未发叫应", "Calls withdrawn"),
    "rollcall.stopped": ("叫应停止", "Roll call stopped"),
    "rollcall.resumed": ("叫应继续", "Roll call goes on"),
    "rollcall.active": ("叫应继续", "Roll call goes on"),
    "rollcall.cancelled": ("叫应随预警解除", "Roll call over with the warning"),
    "rollcall.expired": ("叫应到期", "Roll call expired"),
    "answer.answered": ("应答", "Answer"),
    "drill.began": ("演练开始", "Drill began"),
    "drill.changed": ("情景改变", "The course of the drill changed"),
    "drill.inject": ("导调", "Inject"),
    "drill.comment": ("记录", "Comment"),
    "drill.joined": ("参演", "Joined"),
    "drill.paused": ("演练暂停", "Paused"),
    "drill.resumed": ("演练继续", "Resumed"),
    "drill.speed": ("演练倍速", "Speed"),
    "drill.interrupted": ("真实预警打断演练", "A real warning interrupted the drill"),
    "drill.ended": ("演练结束", "Drill ended"),
}
#: How a village stands, by its own word.
STANDINGS: Final[dict[str, Pair]] = {
    "heard": ("收到", "heard"),
    "safe": ("平安", "safe"),
    "moving": ("正在转移", "moving"),
    "help": ("求助", "needs help"),
    "unclear": ("未读懂", "not understood"),
}
#: How an answer came.
SOURCES: Final[dict[str, Pair]] = {
    "sms": ("短信", "SMS"),
    "link": ("链接", "link"),
    "console": ("值班员代记", "written down"),
    "keypad": ("电话按键", "keypad"),
    "api": ("接口", "API"),
}
#: Ways of telling people.
CHANNELS: Final[dict[str, Pair]] = {
    "screens": ("屏幕", "Screens"),
    "sms": ("短信", "SMS"),
    "voice": ("语音电话", "Voice"),
    "email": ("邮件", "E-mail"),
    "webhook": ("网络回调", "Webhook"),
    "mqtt": ("警报器", "Siren (MQTT)"),
    "wecom": ("企业微信", "WeCom"),
    "dingtalk": ("钉钉", "DingTalk"),
    "feishu": ("飞书", "Feishu"),
}
#: How far a message got.
STATES: Final[dict[str, Pair]] = {
    "delivered": ("已送达", "Delivered"),
    "sent": ("已发出", "Sent"),
    "unconfirmed": ("无回执", "No receipt"),
    "queued": ("待发", "Queued"),
    "delayed": ("延迟", "Delayed"),
    "failed": ("失败", "Failed"),
    "dropped": ("作废", "Dropped"),
    "dead": ("死信", "Dead letter"),
}
#: Why a warning went out.
GROUNDS: Final[dict[str, Pair]] = {
    "automatic": ("按策略自动", "by policy"),
    "approved": ("人工批准", "approved"),
    "declared": ("超时自动", "by the clock"),
}
#: What becomes of a place, a task, a danger, an expectation.
ENDS: Final[dict[str, Pair]] = {
    "in_time": ("及时应答", "in time"),
    "late": ("迟", "late"),
    "never": ("未应答", "never"),
    "on_time": ("按时完成", "on time"),
    "refused": ("拒绝", "refused"),
    "open": ("进行中", "open"),
    "overdue": ("逾期未完成", "overdue"),
    "detected": ("检出", "detected"),
    "underrated": ("级别偏低", "level too low"),
    "missed": ("漏", "missed"),
    "met": ("做到", "met"),
    "pending": ("未到时限", "not due yet"),
    "kept": ("守住", "kept"),
    "violated": ("违反", "violated"),
}
#: What an expectation is about.
EXPECTED: Final[dict[str, Pair]] = {
    "incident": ("检测", "Incident"),
    "warning": ("预警", "Warning"),
    "approval": ("签发", "Approval"),
    "rollcall": ("叫应", "Roll call"),
    "dark_village": ("失联村", "Dark village"),
    "task": ("任务", "Task"),
    "cancel": ("解除", "Cancel"),
    "no_stand_down": ("不得降级", "No stand-down"),
    "comment": ("记录", "Comment"),
}
#: Who takes part in a drill.
MODES: Final[dict[str, Pair]] = {
    "scripted": ("脚本应答", "scripted"),
    "people": ("真人签发", "people"),
    "none": ("无人应答", "nobody"),
}
#: What a warning is to the one before it.
TYPES: Final[dict[str, Pair]] = {
    "Alert": ("首发", "first"),
    "Update": ("更新", "update"),
    "Cancel": ("解除", "end"),
}
#: Kinds of journal rows.
KINDS: Final[dict[str, Pair]] = {
    "drill": ("演练", "Drill"),
    "incident": ("事件", "Incident"),
    "situation": ("态势", "Situation"),
    "silence": ("静默", "Silence"),
    "warning": ("预警", "Warning"),
    "rollcall": ("叫应", "Roll call"),
    "answer": ("应答", "Answer"),
    "task": ("任务", "Task"),
}
TABLES: Final = (ACTS, STANDINGS, SOURCES, CHANNELS, STATES, GROUNDS, ENDS, EXPECTED, MODES, TYPES, KINDS)


def told(table: dict[str, Pair], key: str) -> Pair:
    """Return the words of a key; a key that nobody knows says itself."""
    return table.get(key, (key, key))
