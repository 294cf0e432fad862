"""Markdown as people write it, shown safely: CommonMark with tables, and the few habits of people that CommonMark does not know.

A line end is a line end, `•` begins an item of a list, a bare web address is a link, a picture is read as its words, and a link or
definition needs an address with a scheme. What a text may ask for is bounded: see MOST_SIGNS and MOST_CELLS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference, table
from markdown_it.token import Token
from markupsafe import Markup, escape

TAGS = {"p", "h3", "h4", "ul", "ol", "li", "a", "strong", "em", "blockquote", "br", "hr", "code", "pre",
        "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
# What an author's marks ask of a column: right is the end of the line, whichever way the text runs.
ALIGNED = {"text-align:right": "num", "text-align:center": "mid"}
CLASSES = {"th": set(ALIGNED.values()), "td": set(ALIGNED.values())}
SCHEMES = {"http", "https", "mailto"}
# Signs and lines of a text that is read as Markdown: about 20 microseconds each. Beyond it the text is shown as it was typed.
MOST_SIGNS = 10_000
# Cells of all the tables of a text, empty ones that fill up short rows among them. Beyond it rows are shown as they were typed.
MOST_CELLS = 5_000
FEWEST_CELLS = 200
# Lists and quotations inside one another.
DEEPEST = 20

_COUNTED = "*_`[]<&\\|~#>+-=!.)\n\t"
_HEADING = re.compile(r"^h([1-6])$")
_BULLET = re.compile(r"^([ \t]*)[•‣◦●▪⁃][ \t\u00a0]*(?=\S)", re.MULTILINE)
# A label and an address on one line; `[^1]: note` is a note and defines no link.
_DEFINITION = re.compile(r"\[(?!\^)[^\[\]]+\]:[ \t]*<?(?:https?://|mailto:)", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![A-Za-z0-9_])https?://[^\s<>\"“”„«»`|\\^{}。，、；：？！（）「」『』【】《》]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?'’*_~…"
# What may be a sign of Markdown: within a line, at its beginning, or a line set in.
_SIGNS = re.compile(r"[*_`\[\]<&\\|~]|^[ \t]*(?:[#>+=•‣◦●▪⁃-]|\d+[.)])|^(?: {4}|[ ]*\t)", re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    """A text as sanitised HTML; `whole` is False when some of it is beyond what is read as Markdown and stands as it was typed."""

    html: Markup
    whole: bool


def show(written: str) -> Shown:
    """Clean text as HTML: headings held to levels 3 and 4, no pictures, no raw HTML, links to http, https and mailto only."""
    tokens, whole = _read(written)
    if tokens is None:
        return Shown(_as_typed(written), whole)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    safe = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener ugc", allowed_classes=CLASSES
    )
    # A table scrolls by itself, for the keyboard too.
    fenced = safe.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return Shown(Markup(fenced), whole)  # noqa: S704 - the sanitiser made it


def words(written: str) -> str:
    """The words of clean text, without marks and the addresses of links; words of different blocks in different lines."""
    # Most texts hold no sign of Markdown, and reading one as Markdown costs a hundred times as much.
    tokens = _read(written)[0] if _SIGNS.search(written) else None
    return written if tokens is None else "\n".join("".join(_parts(token)) for token in tokens)


def _read(written: str) -> tuple[list[Token] | None, bool]:
    """The tokens of a clean text, and whether they are all of it; no tokens for a text that is not read at all."""
    if sum(map(written.count, _COUNTED)) > MOST_SIGNS:
        return None, False
    # A cell takes a sign at least, so that short rows of a wide table are not filled up without end.
    given = {"left": min(MOST_CELLS, FEWEST_CELLS + len(written)), "whole": True}
    tokens = _markdown.parse(_BULLET.sub(r"\1- ", written), given)
    if any(token.nesting == 1 and token.level >= DEEPEST - 1 for token in tokens):
        # The library leaves out what lies deeper.
        return None, False
    for token in tokens:
        if _HEADING.match(token.tag):
            token.tag = "h3" if token.tag in {"h1", "h2", "h3"} else "h4"
        if "style" in token.attrs:
            aligned = ALIGNED.get(str(token.attrs["style"]))
            token.attrs = {"class": aligned} if aligned else {}
        if token.children:
            token.children = list(_link(_without_strange_links(_without_pictures(token.children))))
    return tokens, given["whole"] is True


def _as_typed(written: str) -> Markup:
    """A text in escaped paragraphs and lines."""
    paragraphs = (one for one in re.split(r"\n\s*\n", written) if one.strip())
    return Markup("").join(
        Markup("<p>{}</p>\n").format(Markup("<br>\n").join(escape(line) for line in one.split("\n"))) for one in paragraphs
    )


def _parts(token: Token) -> Iterator[str]:
    """What a token says, in parts."""
    for child in _without_pictures(token.children or []) if token.children is not None else [token]:
        yield "\n" if child.type in {"softbreak", "hardbreak"} else child.content


def _without_pictures(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with the words of a picture in its place."""
    for token in tokens:
        if token.type == "image":
            yield Token("text", "", 0, content="".join(_parts(token)))
        else:
            yield token


def _without_strange_links(tokens: Iterator[Token]) -> Iterator[Token]:
    """The tokens without links to addresses that have no scheme: such an address stands behind the words, where it can be read."""
    address = ""
    for token in tokens:
        if token.type == "link_open" and not _SCHEME.match(str(token.attrGet("href"))):
            address = str(token.attrGet("href"))
        elif token.type == "link_close" and address:
            yield Token("text", "", 0, content=f" ({address})")
            address = ""
        else:
            yield token


def _link(tokens: Iterator[Token]) -> Iterator[Token]:
    """The tokens with links at the bare addresses in them."""
    inside = 0
    for token in tokens:
        inside += (token.type == "link_open") - (token.type == "link_close")
        if inside or token.type != "text" or "://" not in token.content:
            yield token
        else:
            yield from _with_links(token.content)


def _with_links(text: str) -> Iterator[Token]:
    """A piece of text with links at its addresses."""
    place = 0
    for found in _ADDRESS.finditer(text):
        address = _trim_address(found[0])
        if not address.partition("://")[2]:
            continue
        yield Token("text", "", 0, content=text[place : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": _markdown.normalizeLink(address)})
        yield Token("text", "", 0, content=address)
        yield Token("link_close", "a", -1)
        place = found.start() + len(address)
    yield Token("text", "", 0, content=text[place:])


def _trim_address(address: str) -> str:
    """An address without the marks that end the sentence around it, and without brackets that were opened before it."""
    opened, closed = (sum(map(address.count, pair)) for pair in ("([", ")]"))
    end = len(address)
    while end and (address[end - 1] in _AFTER_ADDRESS or (address[end - 1] in ")]" and closed > opened)):
        closed -= address[end - 1] in ")]"
        end -= 1
    return address[:end]


def _small_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's table, with no more cells than the text has left."""
    if silent or not table(state, start, end, True):
        return silent and state.env["left"] > 0 and table(state, start, end, True)
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    rows = state.env["left"] // columns - 1
    if rows < 0:
        state.env["whole"] = False
        return False
    last = min(end, start + 2 + rows)
    made = table(state, start, last, False)
    state.env["left"] -= columns * (state.line - start - 1)
    if last < end and state.line == last and not state.isEmpty(last):
        state.env.update(whole=False, left=0)
    return made


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's definition of a link, where it has an address with a scheme on its first line."""
    begin = state.bMarks[start] + state.tShift[start]
    return _DEFINITION.match(state.src, begin, state.eMarks[start]) is not None and reference(state, start, end, silent)


_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": DEEPEST}).enable("table")
_markdown.block.ruler.at("table", _small_table, {"alt": ["paragraph", "reference"]})
_markdown.block.ruler.at("reference", _definition)
