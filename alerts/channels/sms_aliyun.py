"""Aliyun's SendSms, signed with ACS3-HMAC-SHA256. Pure.

Source:
    help.aliyun.com, Dysmsapi 2017-05-25, SendSms and "V3 版本请求体&签名机制"; HTTP batch push of SmsReport.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from alerts.channels.sms_http import Refusal, Request
from alerts.delivery import DeliveryState
from alerts.outgoing import Outcome, Receipt, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.channels.sms_http import Batch

URL: Final = "https://dysmsapi.aliyuncs.com/"
_ALGORITHM: Final = "ACS3-HMAC-SHA256"
#: About one number; trying again would end the same.
_BAD_NUMBER: Final = frozenset(
    {"isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT"}
)
#: Too much for a number or for the account; later it may go.
_LATER: Final = frozenset({"isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.SMS_OVER_LIMIT"})
#: The account can send nothing until somebody does something about it.
_ACCOUNT: Final = frozenset(
    {
        "isv.AMOUNT_NOT_ENOUGH",
        "isv.OUT_OF_SERVICE",
        "isv.ACCOUNT_NOT_EXISTS",
        "isv.ACCOUNT_ABNORMAL",
        "isp.RAM_PERMISSION_DENY",
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId.NotFound",
        "InvalidAccessKeyId.Inactive",
        "Forbidden.AccessKeyDisabled",
        "InvalidTimeStamp.Expired",
    }
)
_WAIT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliyun:
    """An account at Aliyun."""

    key_id: str
    key_secret: str
    #: Signature name that was reviewed, without brackets.
    sign_name: str
    url: str = URL
    most: int = 1000

    def request(self, batch: Batch) -> Request:
        """Return a signed SendSms."""
        query = {
            "OutId": hashlib.sha256(batch.key.encode()).hexdigest()[:32],
            "PhoneNumbers": ",".join(_national(number) for number in batch.numbers),
            "SignName": self.sign_name,
            "TemplateCode": batch.template,
            "TemplateParam": json.dumps(dict(batch.values), ensure_ascii=False, separators=(",", ":")),
        }
        text = "&".join(f"{_quoted(name)}={_quoted(query[name])}" for name in sorted(query))
        headers = self._headers(batch)
        headers["authorization"] = self._authorization(text, headers)
        return Request(url=f"{self.url}?{text}", headers=headers, content=b"")

    def _headers(self, batch: Batch) -> dict[str, str]:
        moment = f"{batch.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return {
            "host": urlsplit(self.url).netloc,
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": moment,
            # Never twice: a batch that is sent again is sent at another instant.
            "x-acs-signature-nonce": hashlib.sha256(f"{batch.key}:{batch.now.timestamp()}".encode()).hexdigest()[:32],
            "x-acs-version": "2017-05-25",
        }

    def _authorization(self, query: str, headers: Mapping[str, str]) -> str:
        names = sorted(headers)
        lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
        signed = ";".join(names)
        path = urlsplit(self.url).path or "/"
        canonical = f"POST\n{path}\n{query}\n{lines}\n{signed}\n{headers['x-acs-content-sha256']}"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        code = hmac.new(self.key_secret.encode(), f"{_ALGORITHM}\n{digest}".encode(), hashlib.sha256).hexdigest()
        return f"{_ALGORITHM} Credential={self.key_id},SignedHeaders={signed},Signature={code}"

    def judged(self, told: Mapping[str, object], batch: Batch) -> list[Outcome] | Refusal:
        """Return what an answer means."""
        code, said = str(told.get("Code", "")), str(told.get("Message", ""))
        if code == "OK":
            biz = str(told.get("BizId", ""))
            return [
                Outcome(result=Result.SENT, detail=biz, messages=(f"{biz}:{_national(number)}",))
                for number in batch.numbers
            ]
        detail = f"Aliyun refused with {code}: {said}"[:300]
        if code in _ACCOUNT:
            return Refusal(outcome=Outcome(result=Result.RETRY, detail=detail), is_about_account=True)
        if code in _LATER:
            later = Outcome(result=Result.RETRY, detail=detail, after=_WAIT)
            return Refusal(outcome=later, is_about_one=True)
        if code.startswith(("Throttling", "isp.", "ServiceUnavailable", "InternalError", "SignatureNonceUsed")):
            return Refusal(outcome=Outcome(result=Result.RETRY, detail=detail))
        return Refusal(outcome=Outcome(result=Result.FAILED, detail=detail), is_about_one=code in _BAD_NUMBER)


def aliyun_receipts(items: list[Mapping[str, object]], *, provider: str) -> list[Receipt]:
    """Return what a push of Aliyun says, what names no message left out."""
    return [
        Receipt(
            provider=provider,
            message=f"{item['biz_id']}:{item['phone_number']}",
            state=DeliveryState.DELIVERED if item.get("success") in (True, "true") else DeliveryState.FAILED,
            detail=f"{item.get('err_code') or ''} {item.get('err_msg') or ''}".strip()[:200],
        )
        for item in items
        if item.get("biz_id") and item.get("phone_number")
    ]


def _national(number: str) -> str:
    return number.removeprefix("+86") if number.startswith("+86") else number.removeprefix("+")


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
