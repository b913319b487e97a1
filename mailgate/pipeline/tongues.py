"""In which language does a customer read us? The first that is known and that we have letters in (SPEC section 10.2).

Deviation: the specification asks Content-Language before the words of the mail. Outlook writes there the language of its
own menus, so that the reading of mail asks the words first, and the header where they say nothing (`mail/read.py`).
"""

from mailgate.config.schema import MailboxTable
from mailgate.letters.book import base
from mailgate.model.mail import Mail
from mailgate.pipeline.context import Context


def language_for(mail: Mail, context: Context) -> str:
    """Contact, former ticket, the alias that was written to, the words or the header of the mail, the mailbox."""
    contact, mailbox = context.contact, context.mailbox
    known = (
        contact.language if contact else None,
        context.former[0].language if context.former else None,
        _of_alias(mail, context),
        mail.language,
    )
    there = {base(code) for code in context.desk.languages}
    return next((code for code in known if code and base(code) in there), mailbox.language)


def urgent(mailbox: MailboxTable, language: str) -> str:
    """What the mailbox says is to be done if it is urgent; nothing where it says so in other languages only."""
    if isinstance(mailbox.urgent, str):
        return mailbox.urgent
    return mailbox.urgent.get(language) or mailbox.urgent.get(base(language), "")


def _of_alias(mail: Mail, context: Context) -> str | None:
    languages = context.mailbox.languages
    named = (*context.envelope.rcpt_to, *mail.delivered_to, *(a.address for a in (*mail.to, *mail.cc)))
    return next((languages[a.lower()] for a in named if a.lower() in languages), None) if languages else None
