"""Which days does a country keep? Public holidays by country and subdivision, from the `holidays` package."""

import warnings
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

# From before any mail that is imported until after any timer; a hundred years cost some ten milliseconds.
YEARS = range(1990, 2101)


class UnknownRegionError(ValueError):
    """A text names no country or subdivision; holds what is wrong and how to put it right."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} ({remedy})")
        self.problem = problem
        self.remedy = remedy


@lru_cache(maxsize=64)
def public_holidays(region: str, years: range = YEARS) -> Mapping[date, str]:
    """The public holidays of `DK` or `DE-BY` in these years, with their English names where there are any.

    ISO 3166 codes; a country alone means what is kept in all of it. Days kept instead of one that falls on a
    weekend are in it. Feasts by sighting of the moon are estimates. Raises `UnknownRegionError`, which is a
    `ValueError`.
    """
    # The import takes 60 ms and the first country another 90: paid only where a calendar names one.
    from holidays import country_holidays, list_supported_countries  # noqa: PLC0415 - see above

    country, dash, subdivision = region.partition("-")
    _require(region, list_supported_countries(), country, subdivision if dash else None)
    with warnings.catch_warnings():
        # a few feasts (Diwali, Thaipusam) are known for some years only; the package warns for the others
        warnings.simplefilter("ignore", UserWarning)
        # without a language the package reads LANG, and the same calendar would differ between two machines
        days = country_holidays(country, subdiv=subdivision or None, years=years, language="en_US")
    return MappingProxyType(dict(sorted(days.items())))


def _require(region: str, known: Mapping[str, list[str]], country: str, subdivision: str | None) -> None:
    if country not in known:
        near = get_close_matches(country.upper(), known, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]}?" if near else 'write a code like "DK", or "DE-BY" for a part of it'
        raise UnknownRegionError(f'"{region}" names no country with known holidays', hint)
    if subdivision is not None and subdivision not in known[country]:
        parts = ", ".join(f"{country}-{part}" for part in known[country][:8])
        hint = f"there are {parts}" if parts else f'write "{country}"'
        raise UnknownRegionError(f'"{region}" names no subdivision of {country}', hint)
