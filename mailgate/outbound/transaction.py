"""How is one mail handed over, and what did the server say of each recipient?

aiosmtplib's own `sendmail` is not used: it raises one error for all recipients, passes addresses through a
lenient parser, and loses verdicts when the connection breaks in between. The replies are judged in `outcome`.
"""

from dataclasses import dataclass, field, replace

import aiosmtplib

from mailgate.errors import PeerError
from mailgate.mail.header_values import UnsafeValue, needs_smtputf8, wire_address
from mailgate.outbound.dsn import mail_parameters, rcpt_parameters
from mailgate.outbound.outcome import Outcome, OutcomeState, outcome_of_reply, refused

# RFC 4954 section 6 and RFC 3207 section 4: these speak of the session, not of the mail. An operator's wrong
# set-up must not bounce a customer's answer.
_SESSION_CODES = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, slots=True)
class Parcel:
    """One mail with its envelope; sender "" is the null reverse-path."""

    sender: str
    recipients: tuple[str, ...]
    message: bytes  # with CRLF line ends
    smtputf8: bool  # the header needs it


@dataclass(slots=True)
class Ledger:
    """Each recipient's verdict as it becomes known, kept even if the connection breaks in the next moment."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    unserved: dict[str, Outcome] = field(default_factory=dict)  # what this server cannot do; the next one may
    data_begun: bool = False  # from here on the server may have the mail

    @property
    def bound(self) -> bool:
        """Has this smarthost said or got what another one must not be given again?"""
        return self.data_begun or bool(self.outcomes)


class Transaction:
    """MAIL, RCPT, DATA on a connected client."""

    def __init__(self, client: aiosmtplib.SMTP, smarthost: str, ledger: Ledger, data_seconds: float) -> None:
        self._client = client
        self._smarthost = smarthost
        self._ledger = ledger
        self._data_seconds = data_seconds

    async def run(self, parcel: Parcel) -> None:
        """Hands the mail over; `PeerError` and aiosmtplib's own errors mean that the session is of no use."""
        sender = wire_address(parcel.sender) if parcel.sender else ""
        wire = self._admitted(parcel, sender)
        if not wire or not await self._mail_from(parcel, sender, wire):
            return
        accepted = [
            recipient
            for recipient, address in wire.items()
            if await self._accepts(recipient, address, rcpt_parameters(sender, address))
        ]
        if accepted:
            await self._data(parcel.message, accepted)

    def _admitted(self, parcel: Parcel, sender: str) -> dict[str, str]:
        """Recipients with their addresses on the wire; those this server cannot serve get their verdict."""
        verdict = self._against_message(parcel, sender)
        wire: dict[str, str] = {}
        for recipient in parcel.recipients:
            try:
                address = wire_address(recipient)
            except UnsafeValue as error:
                self._ledger.outcomes[recipient] = refused(553, "5.1.3", str(error), self._smarthost)
                continue
            own = verdict or (self._without_smtputf8() if needs_smtputf8(address) else None)
            if own:
                self._ledger.unserved[recipient] = own
            else:
                wire[recipient] = address
        return wire

    def _against_message(self, parcel: Parcel, sender: str) -> Outcome | None:
        # RFC 1870 section 5: 0 or nothing means no limit that the server knows of.
        size = self._client.esmtp_extensions.get("size", "").strip()
        if size.isascii() and size.isdigit() and 0 < int(size[:20]) < len(parcel.message):
            has, takes = _mib(len(parcel.message)), _mib(int(size[:20]))
            detail = f"the mail has {has}, the next server takes {takes}: send smaller files, or a link"
            return refused(552, "5.3.4", detail, self._smarthost)
        return self._without_smtputf8() if parcel.smtputf8 or needs_smtputf8(sender) else None

    def _without_smtputf8(self) -> Outcome | None:
        """RFC 6531 section 3.2: the mail goes nowhere that does not offer it; 5.6.7 is its section 3.5."""
        if self._client.supports_extension("smtputf8"):
            return None
        detail = "letters beyond ASCII before an @ need SMTPUTF8, which the next server lacks: ask for another address"
        return refused(550, "5.6.7", detail, self._smarthost)

    async def _mail_from(self, parcel: Parcel, sender: str, wire: dict[str, str]) -> bool:
        utf8 = parcel.smtputf8 or any(map(needs_smtputf8, [sender, *wire.values()]))
        options = [
            *([b"SIZE=%d" % len(parcel.message)] if self._client.supports_extension("size") else []),
            *(
                [b"BODY=8BITMIME"]
                if not parcel.message.isascii() and self._client.supports_extension("8bitmime")
                else []
            ),
            *([b"SMTPUTF8"] if utf8 else []),
            *(mail_parameters(sender, parcel.message) if self._reports else []),
        ]
        reply = await self._client.execute_command(b"MAIL", b"FROM:<%s>" % sender.encode(), *options)
        if reply.code // 100 == 2:
            return True
        if reply.code // 100 != 5 or reply.code in _SESSION_CODES:
            raise PeerError(f"no transaction: {reply.code} {reply.message}", code=reply.code)
        outcome = outcome_of_reply(reply.code, reply.message, self._smarthost)
        self._ledger.outcomes.update(dict.fromkeys(wire, outcome))
        return False

    @property
    def _reports(self) -> bool:
        return self._client.supports_extension("dsn")

    async def _accepts(self, recipient: str, address: str, parameters: list[bytes]) -> bool:
        asked = parameters if self._reports else []
        reply = await self._client.execute_command(b"RCPT", b"TO:<%s>" % address.encode(), *asked)
        if reply.code == 421 or reply.code in _SESSION_CODES:
            raise PeerError(f"no transaction: {reply.code} {reply.message}", code=reply.code)
        outcome = outcome_of_reply(reply.code, reply.message, self._smarthost)
        if outcome.state is not OutcomeState.SENT:
            self._ledger.outcomes[recipient] = outcome
        return outcome.state is OutcomeState.SENT

    async def _data(self, message: bytes, accepted: list[str]) -> None:
        self._ledger.data_begun = True
        try:
            reply = await self._client.data(message, timeout=self._data_seconds)
            outcome = outcome_of_reply(reply.code, reply.message, self._smarthost)
        except aiosmtplib.SMTPDataError as error:
            outcome = self._not_taken(error)
        self._ledger.outcomes.update(dict.fromkeys(accepted, outcome))

    def _not_taken(self, error: aiosmtplib.SMTPDataError) -> Outcome:
        """Only a 5 is final: a 250 in the place of the 354, after which nothing was sent, is an error too."""
        if error.code == 421:
            self._client.close()
        outcome = outcome_of_reply(error.code, error.message, self._smarthost)
        if outcome.state is OutcomeState.REFUSED:
            return outcome
        return replace(outcome, state=OutcomeState.DEFERRED)


def _mib(octets: int) -> str:
    return f"{octets / 2**20:.1f} MiB" if octets >= 2**20 else f"{octets} octets"
