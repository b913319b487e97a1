"""Rules that can never apply, that others undo, and that cost more than they should."""

import pytest

from mailgate.rules.examples import SAMPLE
from mailgate.rules.lint import Finding, Sort, lint
from mailgate.rules.read import read

TAG = "then = { tags = '+x' }"


def book(*parts: tuple[str, str]) -> tuple[Finding, ...]:
    """The findings on rules A, B, ... made of conditions and of what else stands in the rule."""
    text = "".join(
        f'[[rule]]\nname = "{chr(65 + at)}"\nwhen = {{ {when} }}\n{more or TAG}\n'
        for at, (when, more) in enumerate(parts)
    )
    found = read(text, SAMPLE)
    assert found.faults == ()
    return lint(found.rules)


STOP = 'then = { category = "billing" }\nstop = true'
DEAD = [
    'all = [{ subject = "a" }, { subject = "b" }]',
    'subject = { is = "a", starts = "b" }',
    'size = { above = "2 MB", below = "1 MB" }',
    "attachments = { above = 1, at_most = 1 }",
    "attachments = 2, all = [{ attachments = { below = 2 } }]",
    "subject = { exists = false, contains = 'a' }",
    "header.list-id = { exists = false, contains = 'a' }",
    'language = "da", not = { language = ["da", "nb"] }',
    'subject.contains = "unpaid invoice", not = { subject.contains = "invoice" }',
    'any = [{ subject = { is = "a", ends = "b" } }, { size = { above = "2 MB", below = "1 MB" } }]',
    'since.created = { above = "1 h" }',
]
ALIVE = [
    'recipient = "a@example.com", all = [{ recipient = "b@example.com" }]',
    'subject = { contains = "a", starts = "b" }',
    'size = { at_least = "1 MB", at_most = "1 MB" }',
    'subject = { is = "a b", contains = "b" }',
    'language = "da", not = { language = "nb" }',
    'subject.contains = "invoice", not = { subject.contains = "unpaid invoice" }',
    'any = [{ subject = { is = "a", ends = "b" } }, { subject = "c" }]',
    "subject.matches = 'a', all = [{ subject.matches = 'b' }]",
    "since.created.exists = false",
    'any = [{ since.created = { above = "1 h" } }, { subject = "a" }]',
]


@pytest.mark.parametrize("when", DEAD)
def test_a_rule_that_no_mail_can_meet_is_dead(when: str) -> None:
    assert [(f.sort, f.rule) for f in book((when, ""))] == [(Sort.DEAD, "A")]


@pytest.mark.parametrize("when", ALIVE)
def test_a_rule_that_some_mail_meets_is_alive(when: str) -> None:
    assert book((when, "")) == ()


SHADOWED = [
    ("", 'subject = "a"'),
    ('subject.contains = "invoice"', 'subject.contains = "unpaid invoice"'),
    ('subject.contains = ["a", "b"]', 'subject.contains = "b", language = "da"'),
    ('language = ["da", "nb"]', 'language = "nb"'),
    ('size = { above = "1 MB" }', 'size = { above = "2 MB" }'),
    ('size = { above = "1 MB" }', 'size = { at_least = "2 MB" }'),
    ('subject.starts = "re"', 'subject.starts = "re:"'),
    ('subject = { contains = "faktur", substring = true }', 'subject = "faktura"'),
    ("header.x-a.exists = true", 'header.x-a = "b"'),
    ("subject.matches = ['a', 'b']", "subject.matches = 'b'"),
    ('any = [{ subject = "a" }, { language = "da" }]', 'language = "da"'),
    ('any = [{ subject = "a" }, { language = "da" }]', 'any = [{ language = "da" }, { subject = "a" }]'),
    ('not = { language = "da" }', 'not = { language = ["da", "nb"] }'),
    ('attachment = { ends = ".pdf" }', 'attachment = { ends = ".pdf", size.above = "1 MB" }'),
    (
        'attachment = { ends = ".pdf", size.above = "1 MB" }',
        'attachment = { ends = ".pdf", size.above = "2 MB" }',
    ),
]
SEEN = [
    ('subject.contains = "unpaid invoice"', 'subject.contains = "invoice"'),
    ('subject.contains = "a", language = "da"', 'subject.contains = "a"'),
    ('size = { above = "1 MB" }', 'size = { at_least = "1 MB" }'),
    ('subject.starts = "re:"', 'subject.starts = "re"'),
    ('text.contains = "a"', 'new_text.contains = "a"'),
    ('any = [{ subject = "a" }, { language = "da" }]', 'any = [{ subject = "a" }, { language = "de" }]'),
    ('attachment = { ends = ".pdf", size.above = "1 MB" }', 'attachment.size.above = "1 MB"'),
    ("subject.matches = 'a'", 'subject = "a"'),
    ('ticket.tags = "x"', 'ticket.tags = "x", subject = "a"'),
]


@pytest.mark.parametrize(("earlier", "later"), SHADOWED)
def test_a_rule_behind_one_that_takes_all_its_mail_and_stops_is_shadowed(earlier: str, later: str) -> None:
    assert [(f.sort, f.rule) for f in book((earlier, STOP), (later, ""))] == [(Sort.SHADOWED, "B")]
    assert book((earlier, ""), (later, "")) == ()  # without stop, both apply


@pytest.mark.parametrize(("earlier", "later"), SEEN)
def test_a_rule_that_gets_some_of_the_mail_is_not_shadowed(earlier: str, later: str) -> None:
    assert book((earlier, STOP), (later, "")) == ()


def test_a_rule_for_answers_is_not_shadowed_by_one_for_new_mail() -> None:
    answers = 'then = { tags = "+x" }\non = "followup"'
    assert book(("", STOP), ('subject = "a"', answers)) == ()
    assert len(book(("", STOP + '\non = "both"'), ('subject = "a"', answers))) == 1


def test_a_fate_shadows_as_stop_does() -> None:
    assert [f.sort for f in book(('subject = "a"', "then = { spam = true }"), ('subject = "A"', ""))] == [
        Sort.SHADOWED
    ]


def test_a_rule_all_of_whose_work_is_done_anew_is_told_of() -> None:
    first, again = 'then = { priority = "high" }', 'then = { priority = "low", team = "billing" }'
    assert [(f.sort, f.rule) for f in book(('subject = "a"', first), ("", again))] == [(Sort.OVERRIDDEN, "A")]
    assert book(("", first), ('subject = "a"', again)) == ()
    for between in ('subject = "a"', 'language = "da"'):  # some of its mail, or all, gets no further
        assert book(('subject = "a"', first), (between, TAG + "\nstop = true"), ("", again)) == ()


@pytest.mark.parametrize("when", ["text.matches = '[0-9]+'", "subject.matches = '[a-z]{1,1000}'"])
def test_a_pattern_that_costs_on_every_mail_is_slow(when: str) -> None:
    (finding,) = book((when, ""))
    assert finding.sort is Sort.SLOW
    assert finding.remedy


@pytest.mark.parametrize("when", ["text.matches = 'order [0-9]+'", "subject.matches = '[0-9]+'"])
def test_a_pattern_with_fixed_text_or_on_a_short_field_is_not(when: str) -> None:
    assert book((when, "")) == ()


def test_joining_on_anybodys_word_is_told_of() -> None:
    join = 'then = { join = "{a}" }'
    (finding,) = book(("subject.matches = 'host (?P<a>b)'", join))
    assert finding.sort is Sort.UNGUARDED
    assert book(("authentication = 'pass', subject.matches = 'host (?P<a>b)'", join)) == ()
