"""E-mail: a warning in words, as plain text and as HTML, with its CAP message attached.

The Message-ID is made of the idempotency key, so that a letter sent twice after a crash is one letter to whoever
keeps them. Nothing that was told can begin a header: a subject is one line, and addresses are checked before they are
written. What cannot be delivered comes back to the bounce address.

Source:
    RFC 5321, 4.2 (replies); RFC 5322, 3.6.4 (Message-ID); RFC 3834, 5 (Auto-Submitted).
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

import aiosmtplib

from alerts.channels.letter import letter, one_line, refuse_other_world
from alerts.errors import ChannelError
from alerts.outgoing import Abilities, Inbound, Outcome, Outgoing, Receipt, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word

#: Seconds that it may take to be let in, and that one letter may take.
PATIENCE_S = 9.0
#: Seconds after which nothing more leaves in a round: what is left waits for the next, before its lease runs out.
ROUND_S = 8.0
#: Seconds for a good-bye.
BYE_S = 2.0

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """A mail server, and in whose name it is asked."""

    host: str
    port: int = 587
    #: ``tls`` from the first byte, ``starttls`` before anything is told, ``none`` on a network that is trusted.
    security: Literal["tls", "starttls", "none"] = "starttls"
    #: PEM file of the authorities that may vouch for the server; empty: those that the system trusts.
    ca_file: str = ""
    #: Empty: the server asks for no login.
    user: str = ""
    password: str = ""
    #: Address that letters come from.
    sender: str
    sender_name: str = ""
    #: Address to which undeliverable letters go back; empty: the sender's.
    bounce: str = ""


class EmailChannel:
    """Sends warnings as letters by one account, for one CAP status."""

    def __init__(
        self,
        account: MailAccount,
        *,
        status: CapStatus,
        cap: Callable[[Warning], bytes | None] = lambda _: None,
        signature: str = "烽火",
        name: str = "email",
    ) -> None:
        """Take the account.

        Args:
            account: The server.
            status: The only status it carries.
            cap: Returns a warning's CAP message as it was issued; None: nothing is attached.
            signature: Who speaks.
            name: Of the account.
        """
        for address in (account.sender, account.bounce or account.sender):
            checked_address(address)
        self.name, self.status = name, status
        self.abilities = Abilities(has_media=True)
        self._account, self._cap, self._signature = account, cap, signature

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Send letters over one connection and return what the server answered to each, in order.

        Raises:
            ChannelError: If the server is away or does not let us in.
        """
        written = [self._ready(message) for message in messages]
        refused = [each for each in written if isinstance(each, Outcome)]
        # What may not be sent is no reason to speak to the server at all.
        return refused if len(refused) == len(written) else asyncio.run(self._send_all(messages, written))

    def _ready(self, message: Outgoing) -> EmailMessage | Outcome:
        try:
            refuse_other_world(message, self.status)
            return self.written(message)
        except ChannelError as error:
            return Outcome(result=Result.FAILED, detail=str(error))

    def receipts(self) -> list[Receipt]:
        """Return nothing: a server that accepted a letter says no more."""
        return []

    def received(self) -> list[Inbound]:
        """Return nothing: nobody answers by letter."""
        return []

    def acknowledge(self) -> None:
        """Do nothing."""

    def check(self) -> str:
        """Return why the server does not let us in, empty while it does."""
        try:
            asyncio.run(self._knock())
        except ChannelError as error:
            return str(error)
        return ""

    async def _knock(self) -> None:
        await _bye(await self._connected())

    async def _connected(self) -> aiosmtplib.SMTP:
        account = self._account
        context = ssl.create_default_context(cafile=account.ca_file or None) if account.security != "none" else None
        client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            timeout=PATIENCE_S,
            use_tls=account.security == "tls",
            start_tls=account.security == "starttls",
            tls_context=context,
        )
        try:
            async with asyncio.timeout(PATIENCE_S):
                await client.connect()
                if account.user:
                    await client.login(account.user, account.password)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            await _bye(client)
            raise ChannelError(f"mail server {account.host}:{account.port}: {_said(error)}") from None
        return client

    async def _send_all(self, messages: Sequence[Outgoing], letters: Sequence[EmailMessage | Outcome]) -> list[Outcome]:
        client = await self._connected()
        end = asyncio.get_running_loop().time() + ROUND_S
        outcomes: list[Outcome] = []
        try:
            for message, letter in zip(messages, letters, strict=True):
                if isinstance(letter, Outcome):
                    outcomes.append(letter)
                    continue
                if not client.is_connected or asyncio.get_running_loop().time() > end:
                    outcomes.append(Outcome(result=Result.RETRY, detail="not sent in this round", is_attempt=False))
                    continue
                outcomes.append(await self._sent(client, message, letter))
        finally:
            await _bye(client)
        return outcomes

    async def _sent(self, client: aiosmtplib.SMTP, message: Outgoing, written: EmailMessage) -> Outcome:
        sender = self._account.bounce or self._account.sender
        try:
            async with asyncio.timeout(PATIENCE_S):
                _, said = await client.send_message(written, sender=sender, recipients=[message.delivery.address])
        except aiosmtplib.SMTPSenderRefused as error:
            # About the account, not about this letter: nobody's warning ends because of it.
            return replace(_refused(error.code, error.message), result=Result.RETRY)
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _refused(error.recipients[0].code, error.recipients[0].message)
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            # The connection broke: the server may have the letter all the same.
            client.close()
            return Outcome(result=Result.RETRY, detail=_said(error), is_unknown=True)
        return Outcome(result=Result.SENT, detail=one_line(said), messages=(str(written["Message-ID"]),))

    def written(self, message: Outgoing) -> EmailMessage:
        """Return the letter as it leaves.

        Raises:
            ChannelError: If the address is none, or there is nothing to say.
        """
        account, told = self._account, letter(message, signature=self._signature)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = formataddr((one_line(account.sender_name), account.sender))
        mail["To"] = checked_address(message.delivery.address)
        mail["Subject"] = told.subject
        mail["Date"] = format_datetime(message.now)
        mail["Message-ID"] = f"<{quote(message.delivery.idempotency_key, safe='')}@{account.sender.partition('@')[2]}>"
        # No server answers it with a note that somebody is on holiday.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(told.text)
        mail.add_alternative(told.html, subtype="html")
        cap = self._cap(message.warning) if message.warning is not None else None
        if cap is not None and message.warning is not None:
            name = f"{quote(message.warning.identifier, safe='')}.xml"
            mail.add_attachment(cap, maintype="application", subtype="cap+xml", filename=name)
        return mail


def checked_address(address: str) -> str:
    """Return an address that can stand in a header.

    Raises:
        ChannelError: If it is none.
    """
    if not _ADDRESS.fullmatch(address):
        raise ChannelError(
            f"expected an e-mail address, got {len(address)} characters that are none", is_retryable=False
        )
    return address


def _refused(code: int, said: str) -> Outcome:
    result = Result.FAILED if code in _PERMANENT else Result.RETRY
    return Outcome(result=result, detail=f"the server refused with {code}: {one_line(said)}")


async def _bye(client: aiosmtplib.SMTP) -> None:
    transport = client.transport
    with suppress(aiosmtplib.SMTPException, OSError):
        if client.is_connected:
            async with asyncio.timeout(BYE_S):
                await client.quit()
    client.close()
    # The loop ends after this: a connection that still waited for the other side's good-bye would be left open.
    if isinstance(transport, asyncio.Transport):
        transport.abort()
    for _ in range(3):
        await asyncio.sleep(0)


def _said(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")
