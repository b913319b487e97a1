"""Any rules and any mails, out of few words, so that they often meet."""

import json

from hypothesis import strategies as st

from mailgate.model.mail import Address
from mailgate.rules.condition import Condition
from mailgate.rules.examples import SAMPLE
from mailgate.rules.facts import Facts, TicketFacts
from mailgate.rules.read import read
from mailgate.rules.rule import Rules
from tests.unit.rules.mails import facts, file, mail, one

WORDS = ("invoice", "unpaid", "faktura", "Straße", "7", "発票", "e-mail", "abc def", "ß")
PATTERNS = ("invoice", "un.*ice", "^faktura", "[0-9]", "(?:abc|unp)", "", "straße$")
FIELDS = ("subject", "new_text", "text", "header.x-a", "sender.name", "attachment.name")

word = st.sampled_from(WORDS)
text = st.lists(word, max_size=4).map(" ".join)


def clause(field: str, operator: str, value: object) -> str:
    return f"{field} = {{ {operator} = {json.dumps(value, ensure_ascii=False)} }}"


clauses = st.one_of(
    st.builds(clause, st.sampled_from(FIELDS), st.sampled_from(["is", "contains", "starts", "ends"]), word),
    st.builds(clause, st.sampled_from(FIELDS), st.sampled_from(["in", "contains"]), st.lists(word, min_size=1, max_size=3)),
    st.builds(clause, st.sampled_from(FIELDS), st.just("matches"), st.sampled_from(PATTERNS).filter(bool)),
    st.builds(clause, st.sampled_from(FIELDS), st.just("exists"), st.booleans()),
    st.builds(lambda w: f"subject = {{ contains = {json.dumps(w)}, substring = true }}", word),
    st.sampled_from(['ticket.category = "billing"', "attachments = { above = 0 }", "sender.known = true", 'hours = "in"']),
    st.builds(lambda w: f"attachment = {{ name.contains = {json.dumps(w)}, size.above = '2 kB' }}", word),
)  # fmt: skip
conditions = st.recursive(
    clauses,
    lambda inner: st.one_of(
        st.builds(lambda p: f"any = [{', '.join(f'{{ {x} }}' for x in p)}]", st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda p: f"all = [{', '.join(f'{{ {x} }}' for x in p)}]", st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda p: f"not = {{ {p} }}", inner),
    ),
    max_leaves=6,
)  # fmt: skip
actions = st.sampled_from(
    ['category = "billing"', 'category = "alert"', 'tags = "+a"', "spam = true", 'team = "sales"']
)
THEN = "name = 'R{}'\nwhen = {{ {} }}\nthen = {{ {} }}\nstop = {}\n"


@st.composite
def books(draw: st.DrawFn) -> Rules:
    parts = draw(
        st.lists(st.tuples(conditions, actions, st.sampled_from(["true", "false", "false"])), max_size=8)
    )
    written = "".join("[[rule]]\n" + THEN.format(at, *part) for at, part in enumerate(parts))
    found = read(written, SAMPLE)
    assert found.faults == (), written
    return found.rules


@st.composite
def mails(draw: st.DrawFn) -> Facts:
    headers = {"x-a": tuple(draw(st.lists(text.filter(bool), max_size=2)))}
    said = mail(
        subject=draw(text),
        text=draw(text),
        new_text=draw(text),
        senders=(Address("kim@example.net", draw(text)),),
        headers={name: values for name, values in headers.items() if values},
        attachments=tuple(draw(st.lists(st.builds(file, word, st.sampled_from([1_000, 5_000])), max_size=2))),
    )
    ticket = TicketFacts(category=draw(st.sampled_from([None, "billing"])))
    return facts(said, ticket=ticket, sender_known=draw(st.booleans()))


@st.composite
def whens(draw: st.DrawFn) -> Condition:
    found = read(one(draw(conditions)), SAMPLE)
    assert found.faults == ()
    return found.rules.rules[0].when
