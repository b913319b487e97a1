"""An agent's morning: what is due today, theirs, waiting in their teams, kept back, and what came while they slept."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailgate.config.schema import AgentTable, MailboxTable, TeamTable
from mailgate.letters.times import by
from mailgate.model.decision import Letter, LetterKind, ReplyMeans
from mailgate.model.mail import Address
from mailgate.pipeline.agent_shows import line
from mailgate.pipeline.binding import Binding, Person, outgoing
from mailgate.pipeline.carry import Current
from mailgate.pipeline.commit import NO_MAIL
from mailgate.pipeline.desk import Desk
from mailgate.pipeline.mint import Mint
from mailgate.sla.calendar import is_open
from mailgate.store import Tx, agent_lists, agents, digests, lookups, messages, outbox
from mailgate.store.agent_lists import Line

_LATE = timedelta(hours=4)  # a digest of this morning is not worth sending in the afternoon


class Digests:
    """Sends each agent one digest on each working day of their team."""

    def __init__(self, current: Callable[[], Current], mint: Callable[[], Mint]) -> None:
        self._current, self._mint = current, mint

    def work(self, tx: Tx, now: datetime) -> int:
        """The digests whose time has come; each is sent once a day, also after a restart."""
        desk, sent = self._current().desk, 0
        for agent in desk.settings.agent:
            team = next((t for t in desk.settings.team if t.name in agent.teams), None)
            day = _due(team, desk, now) if team is not None else None
            if team is None or day is None or not digests.take(tx, agent.name, day):
                continue
            sent += self._send(tx, agent, team, now)
        return sent

    def _send(self, tx: Tx, agent: AgentTable, team: TeamTable, now: datetime) -> int:
        current = self._current()
        mailbox = _mailbox(current.desk, team)
        sections = self._sections(tx, agent, mailbox, now)
        if not sections:
            return 0  # nothing waits: no mail is the best mail
        state = lookups.agents(tx).get(agent.name)
        binding = Binding(0, mailbox.name, mailbox, 0, NO_MAIL, now, current.book, self._mint())
        letter = Letter(
            kind=LetterKind.DIGEST,
            to=Address(agent.addresses[0], agent.name),
            language=agent.language,
            facts={"agent": agent.name, "title": str(sections[0]["title"]), "sections": sections},
            means=ReplyMeans.NOTE,
            agent=agent.name,
            automatic="auto-generated",
            null_sender=True,
            expires_at=now + _LATE,
        )
        mail = outgoing(letter, Person(state.id, state.token_epoch) if state else None, binding)
        row = {"message_id": mail.message_id, "digest": "out", "outbox_kind": "note", "made_at": now}
        messages.remember_ids(tx, [row])
        outbox.put(tx, [mail], ticket_id=None, message_pk=None, journal_id=None, now=now)
        return 1

    def _sections(
        self, tx: Tx, agent: AgentTable, mailbox: MailboxTable, now: datetime
    ) -> list[dict[str, object]]:
        zone, until = mailbox.zone, _end_of_day(now, mailbox.zone)
        kept = [f"{ref}  since {by(at, now, zone)}" for ref, at in agent_lists.held_of(tx, agent.name)]
        late = _late(tx, agents.take_told_later(tx, agent.name), now, zone)
        found = (
            (
                "Due today, or overdue",
                _lines(agent_lists.list_due(tx, agent.name, agent.teams, until), now, zone),
            ),
            ("Yours, what waits longest first", _lines(agent_lists.list_mine(tx, agent.name), now, zone)),
            ("Waiting in your teams", _lines(agent_lists.list_queue(tx, agent.teams), now, zone)),
            ("Kept back until you answer", kept),
            ("While you were not told", late),
        )
        return [{"title": f"{title}: {len(lines)}", "lines": lines} for title, lines in found if lines]


def _late(tx: Tx, told: list[agents.ToldLater], now: datetime, zone: str) -> list[str]:
    """What came while the agent slept, each with the ticket that it is about."""
    tickets = lookups.tickets(tx, {t.ticket_id for t in told})
    return [f"{by(t.at, now, zone)}  {tickets[t.ticket_id].reference}  {t.what}" for t in told]


def _lines(lines: list[Line], now: datetime, zone: str) -> list[str]:
    return [line(one, now, zone) for one in lines]


def _due(team: TeamTable, desk: Desk, now: datetime) -> date | None:
    """The local day whose digest is due now: a working day, after the team's hour, and not long after it."""
    mailbox = _mailbox(desk, team)
    calendar = desk.calendars[desk.calendar_name(team.name, mailbox)]
    if team.digest is None:
        return None
    local = now.astimezone(ZoneInfo(calendar.zone))
    at = datetime.combine(local.date(), time.fromisoformat(team.digest), local.tzinfo)
    works = bool(calendar.openings(local.date())) or is_open(calendar, now)
    return local.date() if works and at <= local < at + _LATE else None


def _mailbox(desk: Desk, team: TeamTable) -> MailboxTable:
    return next((m for m in desk.settings.mailbox if m.team == team.name), desk.settings.mailbox[0])


def _end_of_day(now: datetime, zone: str) -> datetime:
    local = now.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
