"""Tencent's SendSms, signed with TC3-HMAC-SHA256. Pure.

Source:
    cloud.tencent.com/document/api/382/55981 (SendSms 2021-01-11), 382/52072 (签名方法 v3), 382/59178 (状态回调).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from alerts.channels.sms_http import Refusal, Request
from alerts.delivery import DeliveryState
from alerts.outgoing import Outcome, Readback, Receipt, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.channels.sms_http import Batch

URL: Final = "https://sms.tencentcloudapi.com/"
_ALGORITHM: Final = "TC3-HMAC-SHA256"
_JSON: Final = "application/json; charset=utf-8"
#: The account can send nothing until somebody does something about it.
_ACCOUNT: Final = (
    "AuthFailure",
    "UnauthorizedOperation",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.JsonParseFail",
)
#: Later it may go.
_LATER: Final = ("LimitExceeded", "RequestLimitExceeded", "InternalError", "FailedOperation.ServiceSuspend")
_WAIT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tencent:
    """An account at Tencent."""

    key_id: str
    key_secret: str
    sign_name: str
    app_id: str
    region: str = "ap-guangzhou"
    url: str = URL
    most: int = 200

    def request(self, batch: Batch) -> Request:
        """Return a signed SendSms."""
        document = {
            "PhoneNumberSet": list(batch.numbers),
            "SmsSdkAppId": self.app_id,
            "SignName": self.sign_name,
            "TemplateId": batch.template,
            "TemplateParamSet": list(batch.values.values()),
            "SessionContext": hashlib.sha256(batch.key.encode()).hexdigest()[:32],
        }
        content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        moment = str(int(batch.now.timestamp()))
        headers = {
            "content-type": _JSON,
            "host": urlsplit(self.url).netloc,
            "x-tc-action": "SendSms",
            "x-tc-version": "2021-01-11",
            "x-tc-region": self.region,
            "x-tc-timestamp": moment,
        }
        day = f"{batch.now.astimezone(UTC):%Y-%m-%d}"
        headers["authorization"] = self._authorization(content, headers, day=day, moment=moment)
        return Request(url=self.url, headers=headers, content=content)

    def _authorization(self, content: bytes, headers: Mapping[str, str], *, day: str, moment: str) -> str:
        signed = "content-type;host;x-tc-action"
        lines = "".join(f"{name}:{headers[name].lower()}\n" for name in signed.split(";"))
        path = urlsplit(self.url).path or "/"
        canonical = f"POST\n{path}\n\n{lines}\n{signed}\n{hashlib.sha256(content).hexdigest()}"
        scope = f"{day}/sms/tc3_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        key = f"TC3{self.key_secret}".encode()
        for part in (day, "sms", "tc3_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        code = hmac.new(key, f"{_ALGORITHM}\n{moment}\n{scope}\n{digest}".encode(), hashlib.sha256).hexdigest()
        return f"{_ALGORITHM} Credential={self.key_id}/{scope}, SignedHeaders={signed}, Signature={code}"

    def judged(self, told: Mapping[str, Any], batch: Batch) -> list[Outcome] | Refusal:
        """Return what an answer means for each number."""
        answer = told.get("Response")
        response: Mapping[str, Any] = answer if isinstance(answer, dict) else {}
        error = response.get("Error")
        if isinstance(error, dict):
            return _refusal(str(error.get("Code", "")), str(error.get("Message", "")))
        statuses = [each for each in response.get("SendStatusSet") or [] if isinstance(each, dict)]
        if len(statuses) != len(batch.numbers):
            detail = f"Tencent answered for {len(statuses)} numbers, expected {len(batch.numbers)}"
            # More or fewer than were asked for: the target is not the one that was approved. One of many is none.
            return [
                Outcome(
                    result=Result.SENT,
                    detail=detail,
                    readback=Readback(recipients=len(statuses) if len(statuses) > 1 else 0),
                )
                for _ in batch.numbers
            ]
        return [_outcome(each) for each in statuses]


def _outcome(status: Mapping[str, Any]) -> Outcome:
    code, serial = str(status.get("Code", "")), str(status.get("SerialNo", ""))
    if code == "Ok":
        readback = Readback(address=str(status.get("PhoneNumber", "")))
        return Outcome(result=Result.SENT, detail=serial, messages=(serial,), readback=readback)
    return _refusal(code, str(status.get("Message", ""))).outcome


def _refusal(code: str, said: str) -> Refusal:
    detail = f"Tencent refused with {code}: {said}"[:300]
    if code.startswith(_ACCOUNT):
        return Refusal(outcome=Outcome(result=Result.RETRY, detail=detail), is_about_account=True)
    if code.startswith(_LATER):
        return Refusal(outcome=Outcome(result=Result.RETRY, detail=detail, after=_WAIT))
    return Refusal(outcome=Outcome(result=Result.FAILED, detail=detail))


def tencent_receipts(items: list[Mapping[str, object]], *, provider: str) -> list[Receipt]:
    """Return what a push of Tencent says, what names no message left out."""
    return [
        Receipt(
            provider=provider,
            message=str(item["sid"]),
            state=DeliveryState.DELIVERED if item.get("report_status") == "SUCCESS" else DeliveryState.FAILED,
            detail=f"{item.get('errmsg') or ''} {item.get('description') or ''}".strip()[:200],
        )
        for item in items
        if item.get("sid")
    ]
