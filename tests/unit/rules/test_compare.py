"""What other rules would do with the same mail."""

from mailgate.rules.compare import compare
from tests.unit.rules.mails import facts, mail, one, rules

OLD = rules(one('subject.contains = "invoice"', 'category = "billing"\ntags = ["+a"]\nacknowledge = false'))


def test_the_same_rules_do_the_same() -> None:
    assert compare(OLD, OLD, facts(mail(subject="invoice"))).same


def test_every_difference_is_named_in_words() -> None:
    new = rules(
        one(
            'subject.contains = "invoice"', 'category = "alert"\ntags = ["+b"]\nfields = { x = "y" }'
        ).replace("It", "B")
    )
    found = compare(OLD, new, facts(mail(subject="invoice")))
    assert not found.same
    assert [(c.what, c.before, c.after) for c in found.changes] == [
        ("category", "billing", "alert"),
        ("tags_added", "a", "b"),
        ("fields", "-", "x = y"),
        ("acknowledge", "false", "true"),
    ]
    assert (found.ceased, found.begun) == (("It",), ("B",))


def test_effects_that_follow_from_each_other_are_compared_with_all_that_follows() -> None:
    chained = one('ticket.category = "billing"', 'team = "billing"').replace("It", "B")
    first = one('subject.contains = "invoice"', 'category = "billing"')
    elsewhere = one('subject.contains = "refund"', 'category = "billing"')
    found = compare(rules(first + chained), rules(elsewhere + chained), facts(mail(subject="invoice")))
    assert [change.what for change in found.changes] == ["category", "team"]
    assert found.ceased == ("It", "B")


def test_another_rule_with_the_same_effect_is_a_difference_too() -> None:
    renamed = rules(
        one(
            'subject.contains = "invoice"', 'category = "billing"\ntags = ["+a"]\nacknowledge = false'
        ).replace("It", "B")
    )
    found = compare(OLD, renamed, facts(mail(subject="invoice")))
    assert found.changes == ()
    assert not found.same
