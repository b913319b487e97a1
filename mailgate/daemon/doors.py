"""Opening the listeners: the sockets that systemd handed over where there are any, our own otherwise."""

import socket
from collections.abc import Iterable, Mapping, Sequence

from mailgate.config.load import secret_source
from mailgate.config.schema import Settings
from mailgate.daemon.parts import Parts
from mailgate.errors import ConfigError, Fault
from mailgate.inbound.intake import Intake
from mailgate.inbound.limits import Budget, Limits
from mailgate.inbound.listen import ListenAddress, choose
from mailgate.inbound.reception import House
from mailgate.inbound.smtp_reception import Door, Gate
from mailgate.inbound.smtp_server import SmtpServer
from mailgate.inbound.smtp_sessions import Sessions
from mailgate.inbound.tls import Certificate


def gate(parts: Parts, intake: Intake, budget: Budget) -> Gate:
    """What all listeners share."""
    smtp = parts.in_force.settings.smtp
    limits = Limits(
        max_size=smtp.max_size,
        connections=smtp.max_connections,
        connections_per_address=smtp.max_connections_per_address,
        recipients=smtp.max_recipients,
    )
    house = House(
        lambda: parts.in_force.settings,
        lambda: secret_source(parts.in_force.settings.directory, parts.environment),
        intake,
        parts.clock,
        parts.events,
        parts.volume,
    )
    return Gate(
        house, parts.clock, parts.events, Sessions(limits), budget, limits, smtp.hostname,
        spool_directory=parts.volume, failpoints=parts.failpoints,
    )  # fmt: skip


async def open_all(
    server: SmtpServer, settings: Settings, parts: Parts, inherited: Mapping[str, Sequence[socket.socket]]
) -> tuple[str, ...]:
    """Opens every configured address and returns them with their real ports; ConfigError names what cannot be."""
    certificate = _certificate(settings, parts)
    given = [sock for group in inherited.values() for sock in group]
    opened: list[str] = []
    for text in settings.smtp.listen:
        address = ListenAddress.parse(text)
        if address.service.requires_tls and certificate is None:
            raise _fault(text, "needs a certificate", "set smtp.certificate and smtp.key")
        door = Door(address, certificate, repair_line_endings=text in settings.smtp.repair_line_endings)
        try:
            bound = await server.listen(door, choose(address, given))
        except OSError as error:
            raise _fault(
                text, f"cannot be opened: {error.strerror}", "is another server using it?"
            ) from error
        opened += [str(a) for a in bound]
    _close_unused(settings, given)
    return tuple(opened)


def _certificate(settings: Settings, parts: Parts) -> Certificate | None:
    smtp = settings.smtp
    if smtp.certificate is None or smtp.key is None:
        return None
    try:
        return Certificate(smtp.certificate, smtp.key, parts.events)
    except OSError as error:
        raise _fault(
            str(smtp.certificate), f"cannot be used: {error}", "check certificate and key"
        ) from error


def _close_unused(settings: Settings, given: Iterable[socket.socket]) -> None:
    """A handed-over socket at no configured address would take mail and never answer."""
    addresses = [ListenAddress.parse(text) for text in settings.smtp.listen]
    for sock in given:
        if not any(a.matches(sock) for a in addresses):
            sock.close()


def _fault(what: str, problem: str, remedy: str) -> ConfigError:
    return ConfigError([Fault("mailgate.toml", "smtp.listen", f"{what} {problem}", remedy)])
