"""The one Jinja environment of each language: autoescape on, a misspelt name is an error.

Templates are ordinary Jinja. Three things are ours: a message without arguments becomes a text
when a template is compiled; attributes lose the quotes that HTML does not ask for; and what stands
in `{% cache key %}` is rendered once for each key.
"""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping, MutableMapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser
from markupsafe import Markup, escape

from gongkai import words as say
from gongkai.contract import Contract
from gongkai.model.findings import Problem, Verdict
from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, nearest
from gongkai.pages.charts import percent
from gongkai.pages.scripts import safe, to_json
from gongkai.text import ours
from gongkai.text.markdown import html
from gongkai.text.ours import UnreadableError
from gongkai.words import Words, phrases

FOLDER = "site/templates"
SIGNS = {
    Verdict.HOLDS: "✓",
    Verdict.BROKEN: "·",
    Verdict.AS_PRINTED: "≠",
    Verdict.NOT_ASSESSABLE: "–",
}

Env = Environment


def text(value: object) -> str:
    """A value as a page has it: escaped, unless it is markup. `escape` makes markup of each text,
    which costs more than all else that a template does.
    """
    if type(value) is str:
        special = "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
        return escape(value) if special else value
    return value if type(value) is Markup else escape(value)


class _Generator(CodeGenerator):
    """Python code of templates in which `text` is called for what is printed."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        assert finalize.src is None
        escaped = isinstance(node, nodes.Filter) and node.name == "quoted"
        self.write("(" if escaped else "environment.text(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - Jinja's name
        """A call as Python makes it: nothing that templates call asks for their context.

        Jinja's own asks that of each call, which takes a twelfth of the pages' time.
        """
        self.write("environment.call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class _Environment(Environment):
    """An environment that names the place of a fault in a template, as in any file of ours."""

    code_generator_class = _Generator
    text = staticmethod(text)
    call = operator.call

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The same for every template, none of which has more. Jinja's own is a chain of mappings,
        which Python walks for each page and each import.
        """
        assert not d
        return self.globals

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Raises UnreadableError for a fault of a template, else what it was."""
        error = sys.exc_info()[1]
        assert error is not None
        if isinstance(error, TemplateSyntaxError):
            raise fault(str(error.name), error.lineno, str(error.message)) from error
        if found := _place(error, error.__traceback__):
            raise fault(*found, str(error) or type(error).__name__) from error
        super().handle_exception(source)


def fault(name: str, line: int, what: str) -> UnreadableError:
    """What is wrong in a line of a template."""
    problem = Problem(f"{FOLDER}/{name}", line, 1, "template", {"what": what[:200]})
    return UnreadableError([problem])


def _place(error: BaseException, found: TracebackType | None) -> tuple[str, int] | None:
    """The template and the line whose expression is at fault; None where the engine is.

    It is the template's where Jinja says so, or the function fails that the template calls.
    """
    if isinstance(error, UnreadableError) or not isinstance(error, Exception):
        return None
    place, depth = None, 0
    while found is not None:
        template = found.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            place, depth = (template.name, template.get_corresponding_lineno(found.tb_lineno)), 0
        elif place and not found.tb_frame.f_globals.get("__name__", "").startswith("jinja2."):
            depth += 1
        found = found.tb_next
    return place if isinstance(error, TemplateError) or depth <= 1 else None


# -- what is done when a template is compiled ---------------------------------------------------

_CALL = ("name", "lparen", "string", "rparen")  # the tokens of _("id")


class Messages(Extension):
    """Puts the words of a message without arguments into a template when it is compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens with `_("id")` replaced by the text that it gives."""
        words: Any = self.environment.globals["_"]
        held: list[Token] = []
        for token in stream:
            held.append(token)
            wanted = _CALL[len(held) - 1]
            if token.type != wanted or (len(held) == 1 and token.value != "_"):
                yield from held
                held = []
            elif len(held) == len(_CALL):
                yield Token(held[0].lineno, "string", words(held[2].value))
                held = []
        yield from held


# An attribute needs no quotes where its value has nothing but these characters; a report's page has
# seven hundred of them. Text on a page has no raw quotes: they are escaped.
_BARE = r"[\w.:#/%+-]"
_CONSTANT = re.compile(rf'(?<=[\w-]=)"({_BARE}+)"(?=[ >\n]|(\Z))')
_BEFORE = re.compile(rf'(?<=[\w-]=)"({_BARE}*)\Z')
_AFTER = re.compile(rf'({_BARE}*)"(?=[ >\n]|(\Z))')
_NEEDS_NONE = re.compile(f"{_BARE}+").fullmatch


class Attributes(Extension):
    """Takes the quotes off attributes that need none, when a template is compiled.

    One whose value is printed by a single expression gets them when it needs them (see `quoted`).
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a page; those of a picture that is a file, SVG, as they are."""
        tokens = list(stream)
        if not (stream.name or "").endswith(".html"):
            yield from tokens
            return
        start = 0
        while start < len(tokens):
            token = tokens[start]
            end = _end(tokens, start) if token.type == "data" else None
            if end is None:
                yield _unquoted(token, tokens[start + 1 :]) if token.type == "data" else token
                start += 1
                continue
            found, after = _BEFORE.search(token.value), _AFTER.match(tokens[end + 1].value)
            assert found
            assert after
            line, head = token.lineno, tokens[start + 1]
            yield _unquoted(Token(line, "data", token.value[: found.start()]), ())
            yield head
            yield Token(line, "lparen", "(")
            yield from tokens[start + 2 : end]
            yield from (Token(line, "rparen", ")"), Token(line, "pipe", "|"))
            yield Token(line, "name", "quoted")
            if found[1] or after[1]:
                yield Token(line, "lparen", "(")
                yield Token(line, "string", found[1])
                yield Token(line, "comma", ",")
                yield Token(line, "string", after[1])
                yield Token(line, "rparen", ")")
            yield tokens[end]
            rest = tokens[end + 1]
            tokens[end + 1] = Token(rest.lineno, "data", rest.value[after.end() :])
            start = end + 1


def _end(tokens: list[Token], start: int) -> int | None:
    """Where the only expression of an attribute ends that begins after a piece of markup."""
    if not _BEFORE.search(tokens[start].value):
        return None
    if start + 1 == len(tokens) or tokens[start + 1].type != "variable_begin":
        return None
    end = next(i for i in range(start, len(tokens)) if tokens[i].type == "variable_end")
    if end + 1 == len(tokens) or tokens[end + 1].type != "data":
        return None
    after = _AFTER.match(tokens[end + 1].value)
    open_end = after is not None and after[2] is not None
    return end if after and (not open_end or _apart(tokens[end + 2 :])) else None


def _unquoted(token: Token, following: Sequence[Token]) -> Token:
    """Markup without the quotes that it does not need, whatever the tokens after it print."""

    def bare(found: re.Match[str]) -> str:
        return found[0] if found[2] is not None and not _apart(following) else found[1]

    return Token(token.lineno, "data", _CONSTANT.sub(bare, token.value))


def _apart(following: Sequence[Token]) -> bool:
    """Whether what follows an attribute can only begin with a space or be the end of its tag."""
    inside = False  # the value of another attribute
    for token in following:
        if token.type == "variable_begin" and not inside:
            return False
        text = token.value if token.type == "data" else ""
        if inside and text:
            _, quote, text = text.partition('"')
            inside = not quote
        if text:
            if text[0] not in " >\n":
                return False
            if ">" in text:
                return True
            inside = text.count('"') % 2 == 1
    return False


def quoted(value: object, before: str = "", after: str = "") -> str:
    """The value of an attribute, escaped, and in quotes where it needs them."""
    text = f"{before}{value}{after}"
    if _NEEDS_NONE(text):
        return text
    return Markup(f'"{escape(before)}{escape(value)}{escape(after)}"')  # noqa: S704 - all escaped


# -- what is rendered once ----------------------------------------------------------------------

_MARK = "\x00"  # no content can hold it: the reader refuses control characters
_MOST = 4096  # fragments that are kept


def slot(name: str) -> str:
    """What `{% cache … with values %}` has in the place of the value of this name."""
    return f"{_MARK}{name}{_MARK}"


class Cache(Extension):
    """`{% cache key %} … {% endcache %}`: what stands between is rendered once for each key.

    All that it prints must follow from the key, the language and the template. With
    `{% cache key with values %}` it may also print `slot(name)`: in each place stands the value of
    that name, escaped unless it is markup, and never searched for slots again.
    """

    tags = {"cache"}  # noqa: RUF012 - Jinja's own form

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._kept: dict[Hashable, tuple[list[Markup], list[str]]] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """The tag as a call of `fragment`."""
        line = next(parser.stream).lineno
        key = parser.parse_expression()
        given = parser.parse_expression() if parser.stream.skip_if("name:with") else nodes.Dict([])
        body = parser.parse_statements(("name:endcache",), drop_needle=True)
        place = nodes.Const(f"{parser.name} {parser.free_identifier().name}")
        call = self.call_method("fragment", [place, key, given])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def fragment(
        self, place: str, key: Hashable, values: Mapping[str, str], caller: Callable[[], Markup]
    ) -> Markup:
        """The markup of a place for a key, with these values in its slots."""
        kept = self._kept.get((place, key))
        if kept is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            pieces = caller().split(_MARK)
            kept = self._kept[place, key] = pieces[::2], list(map(str, pieces[1::2]))
        pieces, names = kept
        if not names:
            return pieces[0]
        given = list(map(values.__getitem__, names))
        parts = [""] * (2 * len(names) + 1)
        parts[::2] = pieces
        parts[1::2] = [value if type(value) is Markup else escape(value) for value in given]
        return Markup("".join(parts))  # noqa: S704 - pieces of a template, and escaped values


# -- the environment ----------------------------------------------------------------------------


def environment(
    root: Path,
    words: Words,
    contract: Contract,
    kept: BytecodeCache | None = None,
    *,
    preview: bool = False,
) -> Environment:
    """Templates of `root`/site/templates with the words and number formats of one language.

    `kept` is where compiled templates are kept; it must be another for other words. Every page of a
    `preview` says that it is one.
    """
    folder = root / FOLDER
    content = nearest(words.lang, CONTENT_LANGUAGES)
    env = _Environment(
        loader=FunctionLoader(lambda name: (ours.text(root, folder / name), name, None)),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[Messages, Attributes, Cache],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,  # all of them: there are few
        bytecode_cache=kept,
    )
    env.globals.update(
        _=words,
        lang=words.lang,
        language=LANGUAGES[words.lang],
        # The tag of the language in which the contract and content/ are read where not in this one.
        fallback="" if content == words.lang else LANGUAGES[content].tag,
        languages=tuple(LANGUAGES.values()),
        contract=contract,
        label=cache(contract.label),
        signs={verdict.value: sign for verdict, sign in SIGNS.items()},
        slot=slot,
        preview=preview,
    )
    env.filters.update(
        number=say.number,
        plain=say.plain,
        signed=say.signed,
        percent=percent,
        cell=say.printed_cell,
        date=partial(say.date, words=words),
        cited=partial(say.cited_day, words=words),
        both=words.both,
        ended=partial(say.ended, words=words),
        bare=lambda label, lang=words.lang: say.bare(label, lang),
        article=partial(say.article, words=words),
        tallied=partial(phrases.tallied, words=words),
        badge=partial(phrases.badge, words=words),
        prose=prose,
        quoted=quoted,
        data=data,
    )
    return env


def macro(env: Environment, file: str, name: str, *values: object) -> Markup:
    """What a macro of a file in macros/ gives for these values. Raises UnreadableError."""
    try:
        found: Markup = getattr(env.get_template(f"macros/{file}.html").module, name)(*values)
    except Exception:
        env.handle_exception()
    return found


def data(value: object) -> Markup:
    """A value as JSON in a `script` element, which it cannot end."""
    return Markup(safe(to_json(value)))  # noqa: S704 - made safe


def prose(text: str, heading_shift: int = 1) -> Markup:
    """Markdown as markup."""
    return Markup(html(text, heading_shift))  # noqa: S704 - the parser escapes HTML and odd links
