"""Robots: group robots of WeCom, DingTalk and Feishu, who tell a chat group.

A contact's address is the robot's name in the settings; its URL and its secret are nobody's business. Providers
take about 20 messages a minute of a robot and punish more, so that what is beyond it waits (``robot_pace``).

Source:
    developer.work.weixin.qq.com/document/path/91770 (群机器人); open.dingtalk.com, "自定义机器人安全设置" (加签);
    open.feishu.cn, "自定义机器人使用指南" (签名校验).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from alerts.channels.letter import letter, one_line
from alerts.channels.post import answered, unanswered
from alerts.channels.robot_pace import PER_MINUTE, RobotPace
from alerts.channels.rounds import AwayError, one_by_one
from alerts.errors import ChannelError
from alerts.marks import mark
from alerts.outgoing import Abilities, Inbound, Outcome, Outgoing, Receipt, Result
from alerts.warning import CapStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alerts.channels.post import Post

_MINUTE = timedelta(minutes=1)
#: Bytes of a text at most: 2,048 at WeCom, 20,000 at the others.
_LONGEST: Final = {"wecom": 2048, "dingtalk": 15000, "feishu": 15000}


class Kind(StrEnum):
    """Whose robot it is; the name of the channel, too."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


#: Answers after which the robot must rest: too fast.
_TOO_FAST: Final = {
    Kind.WECOM: {45009, 45033},
    Kind.DINGTALK: {130101, 410100, 660026},
    Kind.FEISHU: {9499, 11232},
}
#: Answers after which asking again may help: the provider is busy.
_BUSY: Final = {Kind.WECOM: {-1, 50001}, Kind.DINGTALK: {-1, 88}, Kind.FEISHU: {19001, 99991400}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A robot in a group."""

    #: With the key that lets it speak.
    url: str
    #: For the signature; empty: the robot asks for none (WeCom has none).
    secret: str = ""


class RobotChannel:
    """Speaks by robots of one provider, for one CAP status."""

    def __init__(
        self,
        kind: Kind,
        robots: Mapping[str, Robot],
        *,
        post: Post,
        status: CapStatus,
        pace: RobotPace | None = None,
        signature: str = "烽火",
    ) -> None:
        """Take the robots by the name that contacts give as their address, and what counts how often they speak."""
        self.name, self.status = kind.value, status
        self.abilities = Abilities(most_characters=_LONGEST[kind.value] // 3)
        self._kind, self._robots, self._post, self._signature = kind, dict(robots), post, signature
        self._pace = pace or RobotPace(kind.value)

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Speak, and return what the provider answered to each, in order."""
        return one_by_one(messages, status=self.status, send=self._sent)

    def receipts(self) -> list[Receipt]:
        """Return nothing: a provider says no more than that it took it."""
        return []

    def received(self) -> list[Inbound]:
        """Return nothing: robots of this kind hear nothing."""
        return []

    def acknowledge(self) -> None:
        """Do nothing."""

    def check(self) -> str:
        """Return nothing: a robot can only be tried by speaking; a link test does."""
        return ""

    def _sent(self, message: Outgoing) -> Outcome:
        name = message.delivery.address
        robot = self._robots.get(name)
        if robot is None:
            raise ChannelError(f"no {self._kind} robot {name[:40]!r} is set up", is_retryable=False)
        if (wait := self._pace.wait(name, now=message.now)) is not None:
            detail = f"{PER_MINUTE} messages a minute are said"
            return Outcome(result=Result.RETRY, detail=detail, after=wait, is_attempt=False)
        # What is cut off must not take the end mark of a drill with it.
        end = mark(message.status, "zh") if message.status is CapStatus.EXERCISE else ""
        text = letter(message, signature=self._signature).text.rstrip().removesuffix(end)
        text = clipped(text, _LONGEST[self._kind.value] - len(end.encode())) + end
        url, document = signed(self._kind, robot, text=text, now=message.now)
        content = json.dumps(document, ensure_ascii=False).encode()
        posted = self._post(url, headers={"content-type": "application/json"}, content=content)
        if posted.why and posted.is_passing and not posted.is_sent:
            raise AwayError(posted.why)
        return unanswered(posted) if posted.why else self.judged(answered(posted))

    def judged(self, told: Mapping[str, Any]) -> Outcome:
        """Return what a provider's answer means."""
        code = told.get("errcode", told.get("code", told.get("StatusCode")))
        said = one_line(str(told.get("errmsg", told.get("msg", ""))))
        if code == 0:
            return Outcome(result=Result.SENT, detail=said)
        detail = f"{self._kind} refused with {code}: {said}"
        if code in _TOO_FAST[self._kind]:
            return Outcome(result=Result.RETRY, detail=detail, after=_MINUTE)
        if code in _BUSY[self._kind] or code is None:
            return Outcome(result=Result.RETRY, detail=detail)
        return Outcome(result=Result.FAILED, detail=detail)


def signed(kind: Kind, robot: Robot, *, text: str, now: datetime) -> tuple[str, dict[str, Any]]:
    """Return URL and body of one message, with the signature that the provider asks for."""
    if kind is Kind.WECOM:
        return robot.url, {"msgtype": "text", "text": {"content": text}}
    if kind is Kind.DINGTALK:
        document = {"msgtype": "text", "text": {"content": text}}
        if not robot.secret:
            return robot.url, document
        moment = str(int(now.timestamp() * 1000))
        code = _mac(robot.secret.encode(), f"{moment}\n{robot.secret}".encode())
        joint = "&" if "?" in robot.url else "?"
        return f"{robot.url}{joint}{urlencode({'timestamp': moment, 'sign': code})}", document
    document = {"msg_type": "text", "content": {"text": text}}
    if robot.secret:
        moment = str(int(now.timestamp()))
        # The provider signs nothing with a key that holds everything.
        document |= {"timestamp": moment, "sign": _mac(f"{moment}\n{robot.secret}".encode(), b"")}
    return robot.url, document


def _mac(key: bytes, data: bytes) -> str:
    return base64.b64encode(hmac.new(key, data, hashlib.sha256).digest()).decode()


def clipped(text: str, most: int) -> str:
    """Return a text of at most so many bytes of UTF-8; what is cut off is told by an ellipsis."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"
