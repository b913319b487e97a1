"""Which recipients does flufl.bounce see in a letter whose sentences are none that we know? Mailman's detectors, guarded.

Facts: the library reads a whole message, looks at every line once per dialect (100 000 lines took 1.4 s), and gives
addresses only. So it is asked last, about a letter that a server wrote (see bounce_evidence.py), and gets the report's
own words as plain text under the few fields its detectors look at, instead of a stranger's MIME: with a From that
names no address one of them raised IndexError.
"""

import re
from collections.abc import Iterator
from email.message import Message

from flufl.bounce import all_failures

from mailgate.mail.bounce_reason import reason_of
from mailgate.mail.bounce_text import own_words
from mailgate.mail.fields import Fields
from mailgate.model.mail import Address, BounceRecipient

_FIELDS = ("subject", "x-mailer")
_VALUE = 300
_PLAIN = re.compile(r"[\w.+-]{1,100}@[\w.-]{1,200}", re.ASCII)


def library_recipients(
    fields: Fields, sender: Address | None, text: str, apart: frozenset[str]
) -> Iterator[BounceRecipient]:
    """Recipients in the order of the text; `apart` are lower-case addresses that are no recipients."""
    letter = Message()
    letter["from"] = sender.key if sender and _PLAIN.fullmatch(sender.key) else "mailer-daemon@mx.invalid"
    for name in _FIELDS:
        letter[name] = "".join(filter(str.isprintable, fields.first(name)[:_VALUE].decode("ascii", "ignore")))
    words = "\n".join(own_words(text)).encode("ascii", "replace").decode("ascii")
    letter.set_payload(words)
    temporary, permanent = all_failures(letter)
    found = {octets.decode("ascii", "replace"): octets in permanent for octets in (*temporary, *permanent)}
    for address in sorted(found, key=lambda one: (words.find(one), one)):
        if "@" in address and len(address) <= 320 and address.lower() not in apart:
            action = "failed" if found[address] else "delayed"
            yield BounceRecipient(address, action, "", permanent=found[address], reason=reason_of("", words))
