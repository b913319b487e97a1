"""Which letters do rules cause? Copies for others, and the operator's own letters to whoever asked."""

from collections.abc import Mapping
from datetime import timedelta

from mailgate.letters.may_answer import Asking, may_answer
from mailgate.model.decision import AckForm, CapHit, Letter, LetterKind, ReplyMeans
from mailgate.model.mail import Address, Mail
from mailgate.pipeline import enclosures, notices
from mailgate.pipeline.asking import caps_for
from mailgate.pipeline.caps import BURSTS
from mailgate.pipeline.context import Context
from mailgate.pipeline.ruling import Ruling

OWN_LIFE = timedelta(hours=24)  # a letter that comes a day later answers nothing


def copies(mail: Mail, context: Context, ruling: Ruling, subject: str) -> tuple[Letter, ...]:
    """The mail for each address outside, as a letter of ours: with our ids, from our address, and to nobody who wrote it."""
    author = mail.from_ or Address("")
    facts: Mapping[str, object] = {
        "subject": subject,
        "sender": f"{notices.person(author)} ({author.address})"
        if notices.person(author)
        else author.address,
        "receivers": ", ".join(a.address for a in mail.to[:10]),
        "text": mail.text[: notices.MAX_QUOTED],
        **enclosures.listed(mail.attachments),
    }
    return tuple(
        Letter(
            kind=LetterKind.FORWARD,
            to=Address(to),
            language="en",
            facts=facts,
            means=ReplyMeans.NOTE,
            automatic="auto-generated",
            null_sender=True,
            attachments=True,
        )
        for to in ruling.orders.forward
        if to != author.key and not notices.is_ours(to, context.desk.settings)
    )


def own(
    mail: Mail, context: Context, ruling: Ruling, asking: Asking, to: Address, *, subject: str, language: str, opens: bool
) -> tuple[tuple[Letter, ...], tuple[CapHit, ...]]:  # fmt: skip
    """The operator's letters, each only if one may be sent at all; what they count towards the caps.

    `opens`: they are about the ticket that the mail opens. Who is not vouched for gets the letter without a word of their
    own, as with an acknowledgement.
    """
    caps, uses = caps_for(asking, context, to, opens=opens)
    hits, letters, counted = dict(context.hits), [], []
    for name in ruling.orders.letters:
        allowed = may_answer(asking, caps, hits)
        if allowed.form is AckForm.WITHHELD:
            break
        letters.append(
            _own(
                name, mail, context, to, full=allowed.form is AckForm.FULL, subject=subject, language=language
            )
        )
        counted += [CapHit(c.name, c.subject) for c in uses]
        for cap in caps:
            if cap.name in BURSTS:
                continue  # a burst is of several mails; this is one
            hits[cap.key] = hits.get(cap.key, 0) + 1
    return tuple(letters), tuple(counted)


def _own(
    name: str, mail: Mail, context: Context, to: Address, *, full: bool, subject: str, language: str
) -> Letter:  # fmt: skip
    who = notices.person(to) if full else ""
    facts = {
        "desk": context.mailbox.name,
        "subject": subject if full else "",
        "customer": who,
        "verified": full,
    }
    return Letter(
        kind=LetterKind.OWN,
        to=Address(to.address, who),
        language=language,
        facts=facts,
        means=ReplyMeans.CUSTOMER,
        in_reply_to=mail.message_id,
        automatic="auto-replied",
        null_sender=True,
        expires_at=context.now + OWN_LIFE,
        template=name,
    )
