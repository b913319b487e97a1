"""Which commands are there? One line each, so that `mailgate --help` imports none of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives: a function, or a group of commands."""

    module: str
    attribute: str
    summary: str


def _entry(name: str, summary: str, attribute: str | None = None) -> Entry:
    return Entry(f"mailgate.cli.{name}", attribute or name, summary)


COMMANDS: dict[str, Entry] = {
    "init": _entry("init", "Write a commented configuration."),
    "check": _entry("check", "Check the configuration."),
    "serve": _entry("serve", "Run the daemon."),
    "demo": _entry("demo", "Show a whole conversation on this machine."),
    "status": _entry("status", "Show whether the service is well."),
    "doctor": _entry("doctor", "Look for what is wrong: store, clock, DNS, certificates, logins."),
    "inject": _entry("inject", "Take in mail from standard input, files, mbox or Maildir."),
    "parse": _entry("parse", "Show what a mail says, as mailgate reads it."),
    "explain": _entry("explain", "Show what a mail would cause, without doing it."),
    "trace": _entry("trace", "Show what became of a mail."),
    "quarantine": _entry(
        "quarantine", "List, show, replay or purge mail that could not be processed.", "app"
    ),
    "ticket": _entry("ticket", "List, show, change and export tickets.", "app"),
    "contact": _entry("contact", "Show a customer.", "app"),
    "rules": _entry("rules", "Check rules, explain them for a mail, and try others on stored mail.", "app"),
    "agent": _entry("agent", "List agents, mark them away, revoke their tokens.", "app"),
    "sla": _entry("sla", "Compute, show and try deadlines.", "app"),
    "calendar": _entry("calendar", "Show working time for review.", "app"),
    "estimate": _entry("estimate", "Prove estimated times on a history; show what they are now.", "app"),
    "keys": _entry("keys", "List, rotate or retire the keys of reply addresses.", "app"),
    "letters": _entry("letters", "Show what is written to people, in any language.", "app"),
    "oauth": _entry("oauth", "List logins by access token, and log in.", "app"),
    "outbox": _entry("outbox", "List, show, hurry, cancel, pause or resume mail to be sent.", "app"),
    "migrate": _entry("migrate", "Bring the database to the shape that this version needs."),
    "version": _entry("version", "Show the version."),
}
