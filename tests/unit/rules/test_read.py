"""What is wrong with a file of rules is told all at once, with line, key and remedy."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from mailgate.errors import ConfigError
from mailgate.rules.examples import SAMPLE
from mailgate.rules.places import Path, line_of, places
from mailgate.rules.read import load, read
from mailgate.rules.rule import On
from tests.unit.rules.mails import faults, one, rules

WRONG = [
    (one('subjekt = "x"'), "line 5, rule[1].when.subjekt: is not a known condition (write 'subject')"),
    (one('sender = { domian = "x" }'), "line 5, rule[1].when.sender.domian: is not a known condition (write 'domain')"),
    (one('subject = { contain = "x" }'), "line 5, rule[1].when.subject.contain: is not a known operator (write 'contains')"),
    (one('mailbox = "suport@example.com"'), "there is no mailbox 'suport@example.com' (write 'support@example.com')"),
    (one('calendar.offce = "in"'), "rule[1].when.calendar.offce: there is no calendar 'offce' (write 'office')"),
    (one('ticket.category = "biling"'), "there is no category 'biling' (write 'billing')"),
    (one('sender.group = "vpi"'), "there is no group 'vpi' (write 'vip')"),
    (one("size = { above = 3 }"), "above: a size without its unit (write it with one, in quotes, such as"),
    (one('since.created = { above = "2 weeks" }'), "(write hours: a day is 24 h"),
    (one('subject = { above = "x" }'), "does not go with subject, which is a text (write one of is, in, contains"),
    (one("subject = 3"), "rule[1].when.subject: is not text (put the value in quotes)"),
    (one('subject = { contains = "--" }'), "has no word in it"),
    (one('subject = { contains = "a b c d e f g h i" }'), "has 9 words (write at most 8, those that matter)"),
    (one('subject = { starts = "a", substring = true }'), "substring: stands without contains"),
    (one('subject = { contains = ["a", "b", ""] }'), "rule[1].when.subject.contains[3]: is empty"),
    (one("text.matches = '(a'"), "text.matches: RE2 refuses it: missing ): (a"),
    (one("header = { exists = true }"), "names no field"),
    (one('header."a b" = "x"'), "is not a name"),
    (one('any = [{ subjekt = "x" }]'), "line 5, rule[1].when.any[1].subjekt"),
    (one("any = []"), "is not a list of tables (write any = [{ ... }, { ... }])"),
    (one("not = { }"), "has no conditions in it"),
    (one('subject = "x"', 'team = "biling"'), "line 7, rule[1].then.team: there is no team 'biling' (write 'billing')"),
    (one('subject = "x"', 'policy = "urgnt"'), "there is no policy 'urgnt' (write 'urgent')"),
    (one('subject = "x"', 'assign = "Ana Berg"'), "there is no agent or strategy 'Ana Berg' (write 'Anna Berg')"),
    (one('subject = "x"', 'asign = "Anna Berg"'), "rule[1].then.asign: is not a known action (write 'assign')"),
    (one('subject = "x"', 'note = "{x}"'), "there is no field 'x' here"),
    (one('subject = "x"', 'spam = true\npriority = "low"'), "ends what happens to the mail, so priority cannot be"),
    (one('subject = "x"', 'postpone = "1 d"\nstatus = "open"'), "goes against postpone"),
    (one(r"subject.matches = '(?P<a>b)'", 'join = "{a}"', 'on = "followup"'), "this rule looks at follow-ups only"),
    (one('subject = "x"', more='on = "reply"'), "line 3, rule[1].on: there is no such mail 'reply'"),
    (one('subject = "x"', more='stop = "yes"'), "rule[1].stop: is neither true nor false"),
    (one('subject = "x"', more='wen = {}'), "rule[1].wen: is not a known key (write 'when')"),
    ("[[rule]]\nname = 'a'\nthen = { spam = true }\n", "rule[1].when: is missing"),
    ("[[rule]]\nname = 'a'\nwhen = {}\n", "rule[1].then: says nothing to do"),
    ("[[rule]]\nwhen = {}\nthen = { spam = true }\n", 'line 1, rule[1].name: is missing (write name = "Invoices'),
    (one("") + one(""), "line 9, rule[2].name: 'It' is already taken, at rule[1].name"),
    ("[rule]\nname = 'a'\n", "rule: is not the kind of table it should be (begin it with [[rule]])"),
    ("[[rules]]\nname = 'a'\n", "line 1, rules: is not a known table (write 'rule')"),
    ("categories = []\n", "categories: is an empty list"),
    ("[[rule]\n", "rules.toml: whole file: not TOML:"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_fault_names_its_place_and_its_remedy(text: str, said: str) -> None:
    found = faults(text)
    assert [fault for fault in found if said in fault], found
    assert len(found) == 1, found


def test_all_faults_are_told_at_once_each_on_its_own_line() -> None:
    text = one('subjekt = "x"\nlanguag = "da"', 'team = "x"\nprio = "high"')
    assert [fault.split(":")[1] for fault in faults(text)] == [
        " line 5, rule[1].when.subjekt",
        " line 6, rule[1].when.languag",
        " line 8, rule[1].then.team",
        " line 9, rule[1].then.prio",
    ]
    with pytest.raises(ConfigError) as refused:
        load(text, SAMPLE)
    assert len(refused.value.faults) == 4


def test_a_rule_that_can_never_apply_is_not_loaded() -> None:
    text = one('subject = "x"\nlanguage = "da"', more="stop = true") + one(
        'subject = "x"\nlanguage = "da"'
    ).replace("It", "B")
    assert read(text, SAMPLE).faults == ()
    with pytest.raises(ConfigError, match=r"line 9, rule\[2\]: 'B' can never apply: 'It' stands before it"):
        load(text, SAMPLE)


def test_a_list_of_categories_is_the_whole_truth() -> None:
    text = 'categories = ["billing", "sales"]\n'
    assert faults(text + one('subject = "x"', 'category = "sales"')) == []
    (fault,) = faults(text + one('subject = "x"', 'category = "sale"'))
    assert "there is no category 'sale' (write 'sales')" in fault


def test_without_a_list_a_category_is_what_some_rule_gives() -> None:
    giving = one('subject = "x"', 'category = "returns"')
    asking = one('ticket.category = "Returns"').replace("It", "B")
    assert faults(asking + giving) == []
    assert "there is no category 'returns'" in faults(asking)[0]


def test_a_rule_is_for_new_mail_and_goes_on_unless_it_says_otherwise() -> None:
    (rule,) = rules(one('subject = "x"')).rules
    assert (rule.on, rule.stop, rule.line) == (On.NEW, False, 1)


def test_a_name_is_given_back_as_the_configuration_spells_it() -> None:
    known = replace(SAMPLE, teams=frozenset({"Billing Team"}))
    (rule,) = rules(one('subject = "x"', 'team = "billing TEAM"'), known).rules
    assert rule.then[0].value == "Billing Team"


def test_conditions_in_a_hundred_layers_are_refused() -> None:
    deep = "not = { " * 100 + 'subject = "x"' + " }" * 100
    assert "more than 8 deep" in faults(one(deep))[0]


TRICKY = r'''# a comment with [brackets] and "quotes"
top = 'a # no comment'
many = [ "one",  # first
  "two]", """three
lines""", [ 1,
  2 ], { x = 1, "y.z" = 'q' } ]
[plain]  # after
"quoted key" = 1979-05-27 07:32:00
a.b.c = true
a.d = """
x = 1
[no.table]
""" # still here
[[rule]]
name = '''+"'''x'''"+r'''
[rule.when]
any = [
  { subject.contains = "a\"b" },

  # nothing
  { subject = { contains = [ "c" ] } },
]
[[rule]]
[[rule.when.any]]
size = 1
[[rule.when.any]]
size = 2
'''  # fmt: skip


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield (*path, key)
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield (*path, at)
            yield from paths(inner, (*path, at))


def test_every_value_of_a_file_has_its_line() -> None:
    found = places(TRICKY)
    wanted = set(paths(tomllib.loads(TRICKY)))
    assert {path for path in wanted if line_of(found, path) is None} == set()
    lines = {
        ("top",): 2,
        ("many", 0): 3,
        ("many", 1): 4,
        ("many", 2): 4,
        ("many", 3): 5,
        ("many", 3, 1): 6,
        ("many", 4, "y.z"): 6,
        ("plain", "quoted key"): 8,
        ("plain", "a", "b", "c"): 9,
        ("plain", "a", "d"): 10,
        ("rule", 0): 14,
        ("rule", 0, "when", "any", 0, "subject", "contains"): 18,
        ("rule", 0, "when", "any", 1, "subject", "contains", 0): 21,
        ("rule", 1, "when", "any", 1, "size"): 27,
    }
    assert {path: found.get(path) for path in lines} == lines


def test_what_is_missing_is_found_by_the_table_around_it() -> None:
    found = places("[[rule]]\nname = 'a'\n[[rule]]\n")
    assert line_of(found, ("rule", 1, "when")) == 3
    assert line_of(found, ("other",)) is None
