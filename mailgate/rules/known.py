"""Which names does the rest of the configuration have, and where is the file of rules?"""

from pathlib import Path

from mailgate.config.layout import RULES
from mailgate.config.schema import Settings
from mailgate.errors import ConfigError, Fault
from mailgate.model.decision import LetterKind
from mailgate.rules.facts import Known
from mailgate.rules.read import load
from mailgate.rules.rule import Rules


def rules_of(settings: Settings) -> Rules:
    """The rules of this configuration, none where there is no file; raises `ConfigError` with every fault."""
    text = text_of(settings.directory / RULES)
    return load(text, known(settings)) if text else Rules()


def faults(settings: Settings) -> list[Fault]:
    """What `mailgate check` finds in the rules."""
    try:
        rules_of(settings)
    except ConfigError as error:
        return error.faults
    return []


def text_of(path: Path) -> str:
    """The text of a file of rules, "" for one that is not there; raises `ConfigError` for one that cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")  # some editors still begin with a BOM
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as refused:
        remedy = "make it a file in UTF-8 that this user may read"
        raise ConfigError([Fault(path.name, "whole file", f"cannot be read: {refused}", remedy)]) from None


def known(settings: Settings) -> Known:
    """All that a rule may name."""
    policies = settings.policy
    groups = (*(policy.group for policy in policies), *(customer.group for customer in settings.organisation))
    return Known(
        teams=frozenset(team.name for team in settings.team),
        agents=frozenset(agent.name for agent in settings.agent),
        mailboxes=frozenset(box.address for box in settings.mailbox),
        own=frozenset(a for box in settings.mailbox for a in (box.address, *box.aliases)),
        calendars=frozenset(settings.calendar),
        policies=frozenset(policy.name for policy in policies),
        groups=frozenset(group for group in groups if group),
        categories=frozenset(policy.category for policy in policies if policy.category),
        letters=_letters(settings.directory / "templates"),
    )


def _letters(templates: Path) -> frozenset[str]:
    """The operator's own letters: templates by names that none of ours has, in English at least, for every other reader."""
    names = {path.name.partition(".")[0] for path in templates.glob("*.en.txt")}
    return frozenset(names - {kind.value for kind in LetterKind})
