"""New ids and tokens: chance comes from outside, so that `explain` and tests can hand in their own."""

from collections.abc import Callable
from dataclasses import dataclass

from mailgate.model.decision import ReplyMeans
from mailgate.threading import message_ids, tokens
from mailgate.threading.sealed import KeyRing


@dataclass(frozen=True)
class Mint:
    """Makes what a commit binds: Message-IDs and reply addresses."""

    ring: KeyRing
    unique: Callable[[], int]  # a number not given before; 47 random bits in the daemon

    def message_id(self, ticket_id: int, domain: str) -> str:
        return message_ids.mint(self.ring, ticket_id, self.unique(), domain)

    def root_id(self, ticket_id: int, domain: str) -> str:
        return message_ids.root(self.ring, ticket_id, domain)

    def reply_address(
        self, mailbox: str, style: str, means: ReplyMeans, ticket_id: int, person: int, epoch: int = 0
    ) -> str:
        """The mailbox's address with a token for this person, ticket and meaning."""
        return tokens.address(mailbox, style, tokens.mint(self.ring, means, ticket_id, person, epoch))

    def bounce_address(self, mailbox: str, style: str, outbox_id: int, recipient_id: int) -> str:
        """The envelope sender under which a bounce names the mail it is about."""
        return tokens.address(mailbox, style, tokens.mint_bounce(self.ring, outbox_id, recipient_id))
