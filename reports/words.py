"""Words: every heading, label and rule of a report, Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reports.act_words import Pair

WORDS: Final[dict[str, Pair]] = {
    "exercise": ("【演练】", "[EXERCISE]"),
    "exercise_note": ("本报告所述为演练，不是真实灾情。", "This report is about an exercise. It did not happen."),
    "title": ("行动后评估报告", "After-action report"),
    "real_event": ("真实事件", "Real event"),
    "period": ("时段", "Period"),
    "made": ("制作时间", "Made"),
    "scope": ("范围", "Scope"),
    "scope_all": ("全市", "Everything"),
    "scope_division": ("行政区划", "Division"),
    "scope_situation": ("态势", "Situation"),
    "scope_incident": ("事件", "Incident"),
    "drill": ("演练", "Drill"),
    "seed": ("随机种子", "Seed"),
    "mode": ("参与方式", "Participants"),
    "beijing": ("时间均为北京时间", "All times are Beijing time"),
    "source": ("本报告全部内容取自日志。", "Everything in this report is taken from the journal."),
    # Sections.
    "h_scores": ("评分卡", "Score card"),
    "h_course": ("过程", "Course of events"),
    "h_timeline": ("时间线", "Timeline"),
    "h_warnings": ("每条预警用时", "Each warning, step by step"),
    "h_truth": ("检测与真值对照", "Detection against the truth"),
    "h_release": ("签发与时钟", "Release and its clock"),
    "h_messages": ("投递", "Deliveries"),
    "h_places": ("叫应", "Roll call"),
    "h_tasks": ("任务", "Response tasks"),
    "h_plan": ("与预案的差异", "What differed from the plan"),
    "h_compare": ("与上次比较", "Compared with the last run"),
    "h_audit": ("证据", "Evidence"),
    # What is missing.
    "none": ("无", "None"),
    "no_truth": (
        "没有真值记录：无法判断漏检、误检和提前量。真实事件的真值须由人事后补记。",
        "No truth recorded: missed and false detections and lead times cannot be judged.",
    ),
    "no_plan": ("没有预案要求可对照。", "No plan to hold it against."),
    "no_score": ("无可评项", "Nothing to score"),
    "no_total": (
        "不设总分：一个村没有应答，不能用一次及时的检测来抵。每项评分的规则见下。",
        (
            "There is no total: a village that never answered is not made good by a gauge that was read in time. "
            "The rule of each score stands below."
        ),
    ),
    "left_out": ("另有 {n} 行未列出，见数据文件。", "{n} more rows are in the data file."),
    # Columns.
    "time": ("时间", "Time"),
    "what": ("内容", "What"),
    "kind": ("类别", "Kind"),
    "place": ("地点", "Place"),
    "onset": ("起点", "Onset"),
    "detection": ("检测", "Detection"),
    "draft": ("拟稿", "Draft"),
    "approval": ("批准", "Approval"),
    "issue": ("发布", "Issue"),
    "first_delivery": ("首次投递", "First delivery"),
    "last_delivery": ("末次投递", "Last delivery"),
    "first_answer": ("首次应答", "First answer"),
    "last_answer": ("末次应答", "Last answer"),
    "grounds": ("依据", "Grounds"),
    "approvers": ("批准人", "Approved by"),
    "clock": ("时钟", "The clock"),
    "review": ("复核", "Review"),
    "crossing": ("真值越限", "Truth crosses"),
    "detected_at": ("检出", "Detected"),
    "warned_at": ("预警", "Warned"),
    "lead": ("提前量", "Lead"),
    "result": ("结果", "Result"),
    "channel": ("渠道", "Channel"),
    "total": ("合计", "Total"),
    "retries": ("重试", "Retries"),
    "called": ("叫应", "Called"),
    "answered": ("应答", "Answered"),
    "who": ("何人", "Who"),
    "standing": ("情况", "Standing"),
    "headcount": ("人数", "People"),
    "escalated": ("升级", "Escalated"),
    "due": ("时限", "Due"),
    "done": ("完成", "Done"),
    "expected": ("要求", "Expected"),
    "figure": ("指标", "Figure"),
    "now": ("本次", "This run"),
    "before": ("上次", "Last run"),
    "change": ("变化", "Change"),
    "better": ("好转", "better"),
    "worse": ("变差", "worse"),
    "same_as_before": ("持平", "same"),
    # Sentences.
    "s_turn": ("第 {n} 轮 {at} 请 {who}，限 {by}", "turn {n} at {at}: {who}, until {by}"),
    "s_nobody": ("无人", "nobody"),
    "s_unanswered": ("{at} 超时无人签发", "{at}: nobody had approved"),
    "s_routine": (
        "{n} 条预警按政策直接发布，未经人工签发，不逐条列出。",
        "{n} warnings were issued by policy without anybody's approval; they are not listed one by one.",
    ),
    "s_no_clock": ("未启动", "not started"),
    "s_review_open": ("须补签，尚未补签", "mandatory, not signed yet"),
    "s_review_done": ("{who} 于 {at} 补签", "signed by {who} at {at}"),
    "s_false": ("误检 {n} 起（真值中没有）", "{n} false: not in the truth"),
    "s_unjudged": (
        "另有 {n} 起事件，真值未涉及其灾种，不作判断。",
        "{n} more incidents are of hazards that the truth says nothing of; they are not judged.",
    ),
    "s_unnamed": ("另有 {n} 处已叫应，日志未列名。", "{n} more places were called; the journal does not name them."),
    "s_uncovered": ("{n} 个区划无人可叫。", "In {n} divisions nobody could be called."),
    "s_interrupted": ("演练期间有真实预警：", "Real warnings during the drill: "),
    "s_other_drill": ("两次不是同一演练，比较仅供参考。", "The two runs are of different drills."),
    "s_other_seed": ("两次随机种子不同。", "The two runs have different seeds."),
    "s_rows": (
        "日志第 {first}–{last} 行，共 {n} 行，{chains} 条链",
        "journal rows {first} to {last}, {n} rows, {chains} chains",
    ),
    "s_chain_holds": ("哈希链完好：每一行都是当时写下的内容。", "The hash chains hold: every row is what was written."),
    "s_chain_broken": (
        "哈希链在第 {n} 行断裂：本报告不可作为证据。",
        "A hash chain breaks at row {n}: this report is no evidence.",
    ),
    "s_gap": ("缺少第 {n} 行。", "Row {n} is missing."),
    "s_no_gap": ("行号连续。", "No row number is missing."),
    "s_part": (
        "只读取了部分日志：链首之前及行号是否缺失未核对，完整核对用 fenghuo audit verify。",
        (
            "Only a part of the journal was read: what came before, and missing row numbers, were not checked; "
            "`fenghuo audit verify` checks them."
        ),
    ),
    "s_heads": ("链首摘要", "Digest of the heads"),
}
#: The rule of each score.
RULES: Final[dict[str, Pair]] = {
    "detection": (
        (
            "检出 ÷ 真值中的险情。持续期间（或其后 1 小时内）同灾种、同站点的事件达到该级别为检出；"
            "级别不够或没有事件不计。"
        ),
        (
            "Detected ÷ dangers of the truth: an incident of the hazard at the station stood at the level while the "
            "danger lasted or within an hour after. A lower level does not count."
        ),
    ),
    "warning": (
        "时钟走完之前已决定（发布或退回）的草稿 ÷ 应决定的草稿。超时无人签发或由时钟自动发布的不计；撤稿不参评。",
        (
            "Drafts issued or rejected before their clock ran out ÷ drafts that needed it. Those that nobody approved "
            "in time, or that the clock issued, do not count; withdrawn drafts are left out."
        ),
    ),
    "calling": (
        "及时应答 ÷ 叫应的村和单位。告知上级、请邻村、上门或判为失联之后才应答的为迟；未读懂的回复不算应答。",
        (
            "Answered in time ÷ places called. After a superior, a neighbour or somebody at the door had to be asked "
            "it is late; what nobody understood is no answer."
        ),
    ),
    "tasks": (
        "按时完成 ÷ 时限已到或已了结的任务。拒绝与逾期不计。",
        "Done by their time ÷ tasks that are over or due. Refused and overdue ones do not count.",
    ),
    "plan": (
        "做到或守住 ÷ 已到时限的要求。迟到、漏做、违反不计。",
        "Met or kept ÷ expectations whose time is over. Late, missed and violated ones do not count.",
    ),
}
SCORES: Final[dict[str, Pair]] = {
    "detection": ("检测", "Detection"),
    "warning": ("预警", "Warning"),
    "calling": ("叫应", "Calling"),
    "tasks": ("任务", "Tasks"),
    "plan": ("预案", "Plan"),
}


def word(key: str, language: str) -> str:
    """Return a text of the report; ``zh`` or ``en``."""
    return WORDS[key][0 if language == "zh" else 1]
