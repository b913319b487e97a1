"""Who writes? A crowd of senders, each with a domain, a language and a mail client."""

import random
from dataclasses import dataclass

from bench.clients import CLIENTS, Client
from bench.phrases import LANGUAGES

# More senders than one run has new conversations, and few of them to a domain: acknowledgements are
# capped per address and per domain, and the caps are not what is measured.
SENDERS = 4_000
DOMAINS = 1_000

_GIVEN = """
    Anna Bo Carla Dirk Eva Finn Greta Hugo Ida Jonas Karin Lars Maja Niels Olga Paul Quinn Rosa Søren Tove
    Ulla Vera Willem Zoé Jürgen Åse Émile
""".split()
_FAMILY = """
    Aalto Berg Carlsen Dahl Ek Faber Grün Holm Iversen Jensen Kruse Lund Møller Nagel Olsen Petit Quist Roth
    Stein Toft Uhl Vogt Winter Young Zeller
""".split()
_TRADE = """
    nordlys harbour optik maskin garden papier radio timber velo bakery dental survey cargo energi textil
    museum kontor marine atelier studio
""".split()
_PLACE = """
    east west nord syd city fjord alpen delta hafen mill bridge skov lac mont vest park ring dock hill bay
    tal ost rive moor quay
""".split()
_ENDINGS = ("test", "example.net")
_ASCII = str.maketrans({"ø": "o", "ü": "u", "é": "e", "å": "a", "Å": "A", "É": "E", "Ø": "O", "Ü": "U"})


@dataclass(frozen=True, slots=True)
class Sender:
    """One customer."""

    name: str
    address: str
    language: str
    client: Client
    network: str  # the first three octets of where their mail comes from (TEST-NET, RFC 5737)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def _domain(number: int) -> str:
    trade, rest = number % len(_TRADE), number // len(_TRADE)
    place, ending = rest % len(_PLACE), rest // len(_PLACE)
    return f"{_TRADE[trade]}-{_PLACE[place]}.{_ENDINGS[ending % len(_ENDINGS)]}"


def _sender(rng: random.Random, number: int) -> Sender:
    given, family = rng.choice(_GIVEN), rng.choice(_FAMILY)
    local = f"{given}.{family}".translate(_ASCII).lower()
    return Sender(
        name=f"{given} {family}",
        address=f"{local}{number // DOMAINS or ''}@{_domain(number % DOMAINS)}",
        language=rng.choices(tuple(LANGUAGES), weights=(5, 3, 3, 1))[0],
        client=rng.choice(CLIENTS),
        network=rng.choice(("192.0.2", "198.51.100", "203.0.113")),
    )


def crowd(rng: random.Random) -> list[Sender]:
    """All senders of a run in the order in which they first write; every address is another."""
    senders = [_sender(rng, number) for number in range(SENDERS)]
    rng.shuffle(senders)
    return senders
