"""Where templates come from, and what they may do: read their facts, and nothing else.

Theory of operation
- Strangers' words are data and never templates. An operator's template is trusted with words, not with the process: a
  slip of the pen must not take its memory, and a template from a colleague must not read its objects.
- Jinja's sandbox hides attributes. It does not stop `"a" * 10**9` or `"%999999999d" % 1`, so those operators, every call and
  the filters that take a width are refused.
- The first line becomes a header: whatever a fact brings along, it stays one line.
- In a page every fact is escaped, and no filter says that one need not be.
- A sentence is said in the reader's language by `"Sentence." | say`; a time as it stands in a list by `at | listed`.
"""

from collections.abc import Callable
from textwrap import fill

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    nodes,
    pass_context,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailgate.letters.catalogue import Catalogue
from mailgate.letters.prose import GLUED, columns, paragraphs, prose
from mailgate.letters.times import Moment

PAGE = ".html"
_LABEL = (
    8  # letters, and two spaces: by these a quoted line of a notification is known again (agents/reply.py)
)
_LINE = 78
_GLUE = "\0"  # in the place of a space at which no line may end: `kl. 8.00`, `dem 30. März`, `12:00 Uhr`

Source = tuple[str, str, Callable[[], bool]]

_FILTERS = (
    "capitalize", "d", "default", "first", "join", "last", "length", "list", "lower", "replace", "reverse", "sort",
    "string", "title", "trim", "truncate", "unique", "upper",
)  # fmt: skip


class _Letters(FileSystemLoader):
    """Template files; the first line of a text is folded into one."""

    def get_source(self, environment: Environment, template: str) -> Source:
        source, path, uptodate = super().get_source(environment, template)
        if template.endswith(PAGE):
            return source, path, uptodate
        head, end, text = source.partition("\n")
        return f"{{% filter one_line %}}{head.rstrip()}{{% endfilter %}}{end}\n{text}", path, uptodate


class _Sandbox(ImmutableSandboxedEnvironment):
    """Reads facts; calls nothing, and makes nothing large out of something small."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:  # noqa: ARG002
        raise SecurityError(f"a letter needs no {operator}")

    def is_safe_callable(self, obj: object) -> bool:  # noqa: ARG002 - nothing is
        return False


def environment(places: list[str], catalogue: Catalogue) -> Environment:
    """Finds templates in these directories, the first that has one; read once, so that only a reload changes them."""

    @pass_context
    def say(context: Context, text: object, **parts: object) -> str:
        return catalogue.say(str(text), str(context.resolve("language")), parts)

    @pass_context
    def listed(context: Context, at: object) -> object:
        return at.said(str(context.resolve("language")), listed=True) if isinstance(at, Moment) else at

    loaders: list[BaseLoader] = [_Letters(place) for place in places]
    made = _Sandbox(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=_is_page,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.filters |= {"one_line": _one_line, "prose": prose, "columns": columns, "paragraphs": paragraphs}
    made.filters |= {"say": say, "listed": listed, "label": _label, "wrapped": _wrapped}
    return made


def sentences(template: nodes.Template) -> list[str]:
    """What a template asks the catalogue for, as far as it stands in the template itself."""
    found = [f.node for f in template.find_all(nodes.Filter) if f.name == "say"]
    return [str(const.value) for node in found if node is not None for const in _constants(node)]


def _constants(node: nodes.Node) -> list[nodes.Const]:
    """The texts that may be said here: of `"a" if x else "b"` both."""
    if isinstance(node, nodes.Const):
        return [node]
    if isinstance(node, nodes.CondExpr):
        sides = [node.expr1, *([node.expr2] if node.expr2 is not None else [])]
        return [const for side in sides for const in _constants(side)]
    return []


def _is_page(name: str | None) -> bool:
    return name is not None and name.endswith(PAGE)


def _label(text: str) -> str:
    """The name of a line in a column of lines."""
    return f"{text:<{_LABEL}}  "


def _wrapped(text: str) -> str:
    """A long sentence in lines, as a person would break it; a word, an address, a date or a clock stays whole."""
    glued = GLUED.sub(_GLUE, " ".join(text.replace(_GLUE, " ").split()))
    return fill(glued, _LINE, break_long_words=False, break_on_hyphens=False).replace(_GLUE, " ")


def _one_line(text: str) -> str:
    return " ".join(text.split())
