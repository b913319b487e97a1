"""The index saves time and changes nothing: asked quickly or one by one, the same rules apply."""

from hypothesis import given

from mailgate.rules.evaluate import evaluate, explain
from mailgate.rules.facts import Facts
from mailgate.rules.rule import Rules
from mailgate.rules.view import View
from tests.unit.rules.anything import books, mails
from tests.unit.rules.mails import facts, mail, rules


@given(books(), mails())
def test_the_quick_way_and_the_whole_way_agree(book: Rules, found: Facts) -> None:
    quick, whole = evaluate(book, found), explain(book, found)
    assert (quick.applied, quick.orders, quick.captures) == (whole.applied, whole.orders, whole.captures)
    assert [trace.rule for trace in whole.traces if trace.applied] == list(whole.names)
    assert all(trace.why for trace in whole.traces)


def test_of_a_thousand_rules_only_those_that_can_apply_are_looked_at() -> None:
    book = rules(
        "".join(
            f'[[rule]]\nname = "{n}"\nwhen = {{ subject.contains = "word{n}", {more} }}\nthen = {{ tags = "+x" }}\n'
            for n in range(1_000)
            for more in [("sender.known = true", "text.matches = 'x'", 'ticket.team = "sales"')[n % 3]]
        )
    )
    view = View(facts(mail(subject="about word7 and word998", text="x" * 1_000)))
    assert book.index.candidates(view) == [7, 998]
