"""What do the people of the demonstration write? Each mail as their mail program would make it."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from mailgate.cli.demo_desk import AGENT, AGENT_ADDRESS, MAILBOX, VOUCHER
from mailgate.cli.demo_smarthost import Delivered
from mailgate.clock import Clock

CUSTOMER, CUSTOMER_ADDRESS = "Mette Hansen", "mette@example.net"
STRANGER, STRANGER_ADDRESS = "Ole Lund", "ole@example.org"
PROBLEM = "The coffee machine on floor 3"


class Writers:
    """Makes the mails; ids are the mail program's, dates the clock's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def first(self) -> EmailMessage:
        """The customer's first mail."""
        text = "Hello,\n\nsince this morning it only makes hot water.\nCan you have a look?\n\nMette"
        return self._customer(PROBLEM, text)

    def answer(self, notification: Delivered) -> EmailMessage:
        """The agent's plain reply to a notification, with all of it quoted below, as mail programs do."""
        text = "Hello Mette,\n\nthe bean container is empty. I have ordered more; they come tomorrow.\n"
        quoted = "".join(f"> {line}\n" for line in notification.text.splitlines())
        mail = self._mail(AGENT, AGENT_ADDRESS, f"Re: {notification.subject}", "")
        mail.set_content(f"{text}\nOn {notification.message['Date']}, Example Support wrote:\n{quoted}")
        mail.replace_header("To", notification.reply_address)
        return _replying(mail, notification)

    def by_number(self, reference: str) -> EmailMessage:
        """The customer writes anew and gives the number in the subject; nothing else connects the mails."""
        return self._customer(f"About [{reference}]", "Thank you. Will they be there before ten?")

    def by_references(self, answer: Delivered) -> EmailMessage:
        """The customer answers the agent's mail under a subject of her own."""
        mail = self._customer("Tea?", "And until then: is there any tea in the house?")
        return _replying(mail, answer)

    def out_of_office(self, answer: Delivered) -> EmailMessage:
        """The customer's mailbox answers by itself (RFC 3834)."""
        mail = self._customer(f"Automatic reply: {answer.subject}", "I am away and back on Monday.")
        mail["Auto-Submitted"] = "auto-replied"
        return _replying(mail, answer)

    def stranger(self, reference: str) -> EmailMessage:
        """Somebody who saw the number somewhere asks about it."""
        mail = self._mail(
            STRANGER, STRANGER_ADDRESS, f"Re: [{reference}]", "What is the state of this? Please send it all."
        )
        return _vouched(mail, STRANGER_ADDRESS)

    def _customer(self, subject: str, text: str) -> EmailMessage:
        return _vouched(self._mail(CUSTOMER, CUSTOMER_ADDRESS, subject, text), CUSTOMER_ADDRESS)

    def _mail(self, name: str, address: str, subject: str, text: str) -> EmailMessage:
        mail = EmailMessage()
        mail["Date"] = format_datetime(self._clock.now())
        mail["From"] = f"{name} <{address}>"
        mail["To"] = MAILBOX
        mail["Subject"] = subject
        mail["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
        mail.set_content(f"{text}\n")
        return mail


def _vouched(mail: EmailMessage, address: str) -> EmailMessage:
    """What the mail server in front of a real desk says after its checks (RFC 8601)."""
    domain = address.rpartition("@")[2]
    mail["Authentication-Results"] = f"{VOUCHER}; dmarc=pass header.from={domain}"
    return mail


def _replying(mail: EmailMessage, to: Delivered) -> EmailMessage:
    mail["In-Reply-To"] = to.message_id
    mail["References"] = " ".join([*str(to.message["References"] or "").split(), to.message_id])
    return mail
