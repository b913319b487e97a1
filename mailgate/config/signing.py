"""`[[dkim]]`: which keys sign what leaves, and is each of them fit for it?

Rotation needs two selectors: the new key's record is published first (`sign = false`), then the two change places, and
the old record stays in the DNS until nobody has mail left to check, a week or so.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from mailgate.config.fields import SecretName
from mailgate.config.layout import fault
from mailgate.config.secrets import SecretSource, UnreadableSecret
from mailgate.config.table import Table
from mailgate.errors import ConfigError, Fault
from mailgate.mail.header_values import UnsafeValue, wire_address

if TYPE_CHECKING:  # the library of keys costs every command a tenth of a second; most desks have none
    from mailgate.config.schema import Settings
    from mailgate.mail.sign import Signer
    from mailgate.mail.sign_key import SigningKey


def _domain(text: str) -> str:
    try:
        found = _of(f"postmaster@{text.lower()}")
    except UnsafeValue:
        found = ""
    if "." not in found:
        raise ValueError("not a domain; write what stands after the @ of your mailboxes, such as example.com")
    return found


def _of(address: str) -> str:
    """The domain of an address as the DNS knows it."""
    return wire_address(address).rpartition("@")[2]


class DkimTable(Table):
    """`[[dkim]]`: a key that signs mail of one domain."""

    domain: Annotated[str, AfterValidator(_domain)]
    selector: str = Field(
        pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        description="a name for the key in small letters and digits, such as mg2026a; never used for another key",
    )
    secret: SecretName  # the private key in PEM
    sign: bool = True  # False: published only, before its time or after it


def signing_faults(settings: "Settings") -> Iterator[Fault]:
    """What is wrong with the tables as they are written, the keys not looked at."""
    boxes = [_of(m.address) for m in settings.mailbox]
    seen: set[tuple[str, str]] = set()
    for n, one in enumerate(settings.dkim):
        if (one.domain, one.selector) in seen:
            remedy = "give each key a selector of its own: readers find the key by it"
            yield fault(
                ("dkim", n, "selector"), f"{one.selector!r} is already taken for {one.domain}", remedy
            )
        seen.add((one.domain, one.selector))
        if not any(box == one.domain or box.endswith(f".{one.domain}") for box in boxes):
            remedy = "write the domain of a [[mailbox]], or remove the table"
            yield fault(("dkim", n, "domain"), f"no mailbox is in {one.domain}: it signs nothing", remedy)


def key_faults(settings: "Settings", source: SecretSource) -> Iterator[Fault]:
    """What is wrong with the keys themselves; two of one kind would sign every mail twice for nothing."""
    if not settings.dkim:
        return
    from mailgate.mail.sign_key import UnfitKey  # noqa: PLC0415 - see above

    seen: set[tuple[str, str]] = set()
    for n, one in enumerate(settings.dkim):
        try:
            key = read_key(one, source)
        except (UnreadableSecret, UnfitKey) as unfit:
            remedy = f"make {source.places(one.secret)}: mailgate keys dkim --make {one.secret}"
            yield fault(("dkim", n, "secret"), f"the secret {one.secret!r} {unfit}", remedy)
            continue
        if one.sign and (one.domain, key.algorithm) in seen:
            problem = f"two {key.algorithm} keys would sign for {one.domain}"
            yield fault(
                ("dkim", n, "sign"), problem, "write sign = false at the one that is on its way out or in"
            )
        seen |= {(one.domain, key.algorithm)} if one.sign else set()


def read_key(table: DkimTable, source: SecretSource) -> "SigningKey":
    """The key of one table; raises UnreadableSecret or UnfitKey."""
    from mailgate.mail.sign_key import SigningKey, read_private_key  # noqa: PLC0415 - see above

    secret = source.find(table.secret)
    if secret is None:
        raise UnreadableSecret("is nowhere to be found")
    return SigningKey(table.domain, table.selector, read_private_key(secret.reveal()))


def signer_of(settings: "Settings", source: SecretSource) -> "Signer":
    """The keys in use; ConfigError where one went away since the configuration was checked."""
    from mailgate.mail.sign import Signer  # noqa: PLC0415 - see above

    if faults := list(key_faults(settings, source)):
        raise ConfigError(faults)
    return Signer(tuple(read_key(one, source) for one in settings.dkim if one.sign))
