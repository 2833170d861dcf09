"""Answer page: what a village sees behind the link of a call. One question, three answers, a headcount.

Made on the server and complete without a script; the one that it has (``api.answer_script``) keeps an answer until it
is delivered. Whatever anybody wrote is text: it is escaped, and the page's policy lets nothing else run, load or be
sent elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape
from string import Template
from typing import TYPE_CHECKING, Final

from alerts.rollcall.answer import Standing
from alerts.rollcall.wording import STANDINGS
from api.answer_script import SCRIPT, SCRIPT_HASH
from sensing.instant import BEIJING
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime

#: Of every page behind a link: its hash is all that the policy lets through.
STYLE: Final = """
:root{color-scheme:dark light;--page:#0B1017;--line:#2A384C;--t1:#E8EEF6;--t2:#A9B7C9;--act:#F0E2C4;--ink:#10151C;
--red:#FF5A52}
@media (prefers-color-scheme:light){:root{--page:#F4F5F7;--line:#D3DAE3;--t1:#16202C;--t2:#425066;--act:#6B4E16;
--ink:#FFFFFF;--red:#C4122F}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--t1);
font:18px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:30rem;margin:0 auto;padding:1.25rem}
header{display:flex;gap:1rem;align-items:center}
svg{width:3.2rem;height:3.2rem;flex:none}
h1{font-size:1.4rem;margin:0}
p{margin:.4rem 0}
.meta{color:var(--t2);font-size:.85rem}
.say{border-left:.35rem solid var(--level);padding:.2rem 0 .2rem .9rem;margin:1.2rem 0;font-size:1.25rem;
font-weight:600;overflow-wrap:anywhere}
.done,.state,.voice{border:2px solid var(--t2);border-radius:.7rem;padding:.8rem}
.state.waiting,.state.wrong{border:.3rem solid var(--red);font-weight:700}
.tools{display:flex;gap:.7rem}
.tools[hidden]{display:none}
.tools button{flex:1;min-height:3.4rem;margin:0;font-size:1.15rem;font-weight:600}
.tools button:first-child{flex:2;color:var(--act)}
html.large{font-size:24px}
html.large body{font-size:27px}
fieldset{border:0;margin:1.2rem 0 0;padding:0}
legend{font-size:1.15rem;font-weight:600;padding:0}
label{display:block;margin:.9rem 0 .3rem}
input,textarea{width:100%;min-height:3rem;font-size:1.4rem;padding:.4rem .7rem;border:2px solid var(--t2);
border-radius:.6rem;background:transparent;color:inherit}
button{display:block;width:100%;min-height:4.6rem;margin:.9rem 0 0;border-radius:.7rem;border:2px solid var(--t2);
background:transparent;color:var(--t1);font:inherit;font-size:1.35rem;font-weight:700}
button.moving,button.done{background:var(--act);border-color:var(--act);color:var(--ink)}
button.help,button.refuse{background:var(--red);border-color:var(--red);color:#10151C}
@media (prefers-color-scheme:light){button.help,button.refuse{color:#FFFFFF}}
button:focus-visible,input:focus-visible,textarea:focus-visible{outline:4px solid var(--t1);outline-offset:3px}
footer{margin-top:2rem}
.drill{margin:0;padding:.5rem 1rem;color:#10151C;font-weight:700;text-align:center;
background:repeating-linear-gradient(135deg,#F0E2C4 0 14px,#C9B88F 14px 28px)}
.drill span{padding:.1rem .6rem;background:#F0E2C4}
.red{--level:#FF5A52}.orange{--level:#FF9130}.yellow{--level:#FFD428}.blue{--level:#58A8FF}.none{--level:#7C8DA4}
""".strip()

#: What a browser may do with the page: show it, and send its form back to where it came from.
PAGE_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

#: Of the page that asks: its own script may run as well, and send the answer.
QUESTION_POLICY: Final = f"{PAGE_POLICY}; script-src {SCRIPT_HASH}; connect-src 'self'"

_PAGE: Final = Template("""<!doctype html>
<html lang="$language"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>$title</title><style>$style</style></head>
<body class="$level"><main>$main</main>$script</body></html>
""")

_SHAPES: Final = {
    Level.RED: ("Ⅰ", "红色", "#FF5A52", '<path d="M15 2h18l13 13v18L33 46H15L2 33V15z" fill="#FF5A52"/>'),
    Level.ORANGE: ("Ⅱ", "橙色", "#FF9130", '<path d="M24 1l23 23-23 23L1 24z" fill="#FF9130"/>'),
    Level.YELLOW: ("Ⅲ", "黄色", "#FFD428", '<path d="M24 3l22 42H2z" fill="#FFD428"/>'),
    Level.BLUE: ("Ⅳ", "蓝色", "#58A8FF", '<circle cx="24" cy="24" r="22" fill="#58A8FF"/>'),
}
#: What only works with the script, and is not shown without it.
_TOOLS: Final = (
    '<div class="tools" id="tools" hidden><button type="button" id="read" aria-pressed="false">▶ 念给大家听</button>'
    '<button type="button" id="large" aria-pressed="false">大字</button></div>'
    '<p class="voice" id="voice" role="status" hidden></p>'
)
#: The three answers in the order in which they are offered.
_OFFERED: Final = (Standing.MOVING, Standing.SAFE, Standing.HELP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked behind one link."""

    level: Level
    event: str
    headline: str
    instruction: str
    #: Place that it is asked about.
    place: str
    identifier: str
    issued: datetime
    #: By when an answer is wanted.
    deadline: datetime
    #: What the person has answered already.
    standing: Standing | None = None
    headcount: int | None = None
    #: Tells an answer that is sent again from a second one; see ``api.answer_key``.
    key: str = ""


def question_page(question: Question, *, now: datetime, trouble: str = "") -> str:
    """Return the page of a question as of an instant; ``trouble`` says what was wrong with an answer."""
    said = ""
    if question.standing is not None:
        count = "" if question.headcount is None else f"，{question.headcount} 人"
        zh, _ = STANDINGS[question.standing]
        kept = f"已记录您的答复：<strong>{escape(zh)}{count}</strong>。情况有变可再次答复。"
        said = f'<p class="done" role="status">{kept}</p>'
    wrong = f'<p class="done" role="alert">{escape(trouble)}</p>' if trouble else ""
    buttons = "".join(
        f'<button class="{standing}" name="standing" value="{standing}">{_button(standing)}</button>'
        for standing in _OFFERED
    )
    main = (
        f"<header>{badge(question.level)}<div><h1>{_colour(question.level)} · {escape(question.event)}</h1>"
        f'<p class="meta">{escape(question.place)} · {clock_text(question.issued)} 发布</p></div></header>'
        f'<div class="say" id="say"><p>{escape(question.headline)}</p><p>{escape(question.instruction)}</p></div>'
        f"{_TOOLS}{said}{wrong}"
        '<p class="state" id="state" role="status" hidden></p>'
        f'<form method="post"><fieldset><legend>{escape(question.place)}现在怎样？</legend>'
        '<label for="headcount">人数（可不填）</label>'
        '<input id="headcount" name="headcount" inputmode="numeric" pattern="[0-9]*" maxlength="5" autocomplete="off">'
        f'<input type="hidden" name="key" autocomplete="off" value="{escape(question.key)}">{buttons}</fieldset></form>'
        f'<footer class="meta"><p>请在 {clock_text(question.deadline)} 前答复；未答复将电话呼叫您和副手。 '
        f'<strong id="due" data-left="{max(0, int((question.deadline - now).total_seconds()))}"></strong></p>'
        f"<p>预警号 {escape(question.identifier)}</p></footer>"
    )
    return plain_page(main, title="请答复", level=question.level, script=SCRIPT)


def closed_page() -> str:
    """Return the page of a link that asks nothing: unknown, or its roll call is over."""
    main = "<h1>链接无效或叫应已结束</h1><p>如仍需求助，请直接拨打值班电话或 119、110。</p>"
    return plain_page(main, title="链接无效", level=Level.NONE)


def busy_page() -> str:
    """Return the page of somebody who tries too often."""
    return plain_page("<h1>操作过于频繁</h1><p>请一分钟后再试。</p>", title="请稍候", level=Level.NONE)


def striped(page: str) -> str:
    """Return a page of a drill's process: under stripes, so that nobody takes it for real."""
    return page.replace("<main>", '<p class="drill"><span>演练 · EXERCISE</span></p><main>', 1)


def plain_page(main: str, *, title: str, level: Level, language: str = "zh-CN", script: str = "") -> str:
    """Return a page behind a link; what is in it is escaped already."""
    run = f"<script>{script}</script>" if script else ""
    return _PAGE.substitute(title=title, style=STYLE, main=main, level=level.key, language=language, script=run)


def _button(standing: Standing) -> str:
    return {Standing.MOVING: "已收到，正在转移", Standing.SAFE: "已全部安全", Standing.HELP: "需要救援"}[standing]


def badge(level: Level) -> str:
    """Return the sign of a level; empty for none."""
    if level not in _SHAPES:
        return ""
    numeral, name, _, shape = _SHAPES[level]
    text = f'<text x="24" y="32" text-anchor="middle" font-size="22" font-weight="700" fill="#10151C">{numeral}</text>'
    return f'<svg viewBox="0 0 48 48" role="img" aria-label="{name}{numeral}级">{shape}{text}</svg>'


def _colour(level: Level) -> str:
    return _SHAPES[level][1] if level in _SHAPES else "预警"


def clock_text(instant: datetime) -> str:
    """Return an instant as a clock in China shows it."""
    return f"{instant.astimezone(BEIJING):%H:%M}"
