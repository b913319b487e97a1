"""What is asked before a customer is acknowledged: who they are to us, who vouches for them, and which caps count."""

from dataclasses import replace

from mailgate.letters.caps import Cap
from mailgate.letters.may_answer import Acquaintance, Asking, recognised
from mailgate.model.authentication import Authentication
from mailgate.model.mail import Address, Mail
from mailgate.pipeline import notices
from mailgate.pipeline.caps import TICKET_DAY, checked, counted
from mailgate.pipeline.context import Context
from mailgate.pipeline.enclosures import of_a_signature
from mailgate.threading.freemail import FREEMAIL
from mailgate.threading.thanks import is_thanks


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
        thanks=_only_thanks(mail, mail.language or context.mailbox.language),
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
        thanks=False,
    )


def caps_for(
    asking: Asking, context: Context, requester: Address, *, opens: bool = True
) -> tuple[tuple[Cap, ...], tuple[Cap, ...]]:
    """The caps that must leave room for an automatic letter, and those that it uses up.

    `opens`: it is about the ticket that this mail opens; what is written on one that stands is counted by the decision.
    """
    if not requester.address:
        return (), ()
    verified = recognised(asking) is not None
    contact = context.contact
    # A contact with whom we never exchanged mail may be known from a forged mail alone.
    stranger = not verified and (contact is None or contact.two_way_at is None)
    asked = checked(verified=verified, stranger=stranger)
    used = counted(verified=verified, stranger=stranger, freemail=requester.domain in FREEMAIL)
    # A cap of the ticket that the mail names is not one of the ticket that it opens.
    own = [c for c in context.caps if c.name != TICKET_DAY or (opens and not c.subject)]
    return tuple(c for c in own if c.name in asked), tuple(c for c in own if c.name in used)


def _only_thanks(mail: Mail, language: str) -> bool:
    """Whether nothing but thanks is said; of a mail that answers none, its subject may be the whole request."""
    name = mail.from_.name if mail.from_ else ""
    if not all(map(of_a_signature, mail.attachments)) or not is_thanks(mail.new_text, language, name):
        return False
    return bool(mail.in_reply_to or mail.references) or is_thanks(mail.subject, language, name)
