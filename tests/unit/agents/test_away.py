"""When the agent is back, from a vacation reply. It is Tuesday 24 November 2026 in Copenhagen."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents.away import FARTHEST, away_until
from tests.unit.agents.scenes import NOW, ZONE

PIECES = "until back bis 1.1. 31.12. 9999 2026-12-01 monday - vom zu , . 24/12 next week d".split()
READ = [
    ("I am away until Monday.", "2026-11-30"),
    ("I am out of the office until Monday 30 November.", "2026-11-30"),
    ("I am out of office from 1 December to 5 December. Call +45 12.34.56.78.", "2026-12-06"),
    ("Back on 6 December 2026.", "2026-12-06"),
    ("I will be back in the office on Tuesday, December 1, 2026", "2026-12-01"),
    ("Away through 2026-12-04", "2026-12-05"),
    ("I am on leave until 4 December and will be back on Monday, 7 December.", "2026-12-07"),
    ("I will return tomorrow", "2026-11-25"),
    ("Jeg er tilbage d. 5. januar", "2027-01-05"),
    ("Jeg holder ferie til og med 24/12", "2026-12-25"),
    ("Jeg er på ferie frem til mandag", "2026-11-30"),
    ("Ferie 24.12.-31.12.", "2027-01-01"),
    ("Jeg er tilbake mandag 30. november", "2026-11-30"),
    ("Jag är tillbaka måndag den 30 november", "2026-11-30"),
    ("Jag är på semester t.o.m. 4 december", "2026-12-05"),
    ("Ich bin bis zum 5.12.2026 nicht im Büro.", "2026-12-06"),
    ("Vom 24.12. bis 2.1. nicht da", "2027-01-03"),
    ("Ab dem 5. Januar bin ich wieder erreichbar", "2027-01-05"),
    ("Jestem na urlopie do 5 grudnia", "2026-12-06"),
    ("Urlop od 1.12. do 5.12.2026 r. W pilnych sprawach tel. 12.10", "2026-12-06"),
    ("Wracam 7 grudnia 2026", "2026-12-07"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), READ)
def test_a_vacation_reply_says_when_the_agent_is_back(text: str, day: str) -> None:
    found = away_until(text, NOW, ZONE)
    assert found is not None
    assert f"{found.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}" == f"{day} 00:00"


@pytest.mark.parametrize(
    "text",
    ["", "I am away.", "I am away 5/12", "Our meeting is on 3.12.", "I was away until 1.12.2020", "away until 1.12.2030",
     "Call 12.10.11.12", "back in 5 minutes", "until 31.2.", "Version 2.12 until further notice"],
)  # fmt: skip
def test_where_no_date_can_be_trusted_there_is_none(text: str) -> None:
    assert away_until(text, NOW, ZONE) is None


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join),
    )
)  # fmt: skip
def test_any_text_names_a_time_to_come_or_none(text: str) -> None:
    found = away_until(text, NOW, ZONE)
    assert found is None or NOW < found <= NOW + FARTHEST
