"""What is asked before a customer is acknowledged: who they are to us, who vouches for them, and which caps count."""

from dataclasses import replace

from mailgate.letters.caps import Cap
from mailgate.letters.may_answer import Acquaintance, Asking
from mailgate.model.authentication import Authentication
from mailgate.model.mail import Address, Mail
from mailgate.pipeline import notices
from mailgate.pipeline.caps import ACKNOWLEDGED, BREAKER
from mailgate.pipeline.context import Context


def asking_of(mail: Mail, context: Context) -> Asking:
    """All that the decision on an acknowledgement looks at."""
    contact = context.contact
    known = Acquaintance(contact.dkim_domain, contact.network) if contact and contact.two_way_at else None
    author = mail.from_.key if mail.from_ else ""
    return Asking(
        automatic=mail.automatic,
        silence=mail.silence,
        authentication=context.authentication,
        acquaintance=known,
        unverified=context.mailbox.unverified,
        null_sender=context.envelope.mail_from == "" and not context.envelope.source.startswith("inject"),
        quiet=context.envelope.quiet,
        of_ours=notices.is_ours(author, context.desk.settings),
        by_agent=context.agent is not None,
        damaged=bool(mail.limits),
        deliverable="@" in author,
        muted=contact is not None and contact.muted_until is not None and context.now < contact.muted_until,
    )


def asking_for(mail: Mail, context: Context, requester: Address) -> Asking:
    """As a mail by somebody whom a rule has found in it: nobody vouches for them."""
    return replace(
        asking_of(mail, context),
        authentication=Authentication(),
        acquaintance=None,
        of_ours=notices.is_ours(requester.key, context.desk.settings),
        by_agent=context.desk.agent_of(requester.key) is not None,
        deliverable="@" in requester.key,
    )


def caps_for(context: Context, requester: Address, *, vouched: bool) -> tuple[Cap, ...]:
    """All caps, but the breaker on strangers only for strangers whom nobody vouches for."""
    if not requester.address:
        return ()
    stranger = context.contact is None and not vouched
    names = ACKNOWLEDGED if stranger else ACKNOWLEDGED - {BREAKER}
    return tuple(c for c in context.caps if c.name in names)
