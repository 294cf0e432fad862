"""What holds for every template, the style sheet and the scripts: nothing inline, nothing dead, nothing too large."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment

from exchange.core import compression

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
NAMES = [str(path.relative_to(TEMPLATES)) for path in PAGES]
STYLES = [STATIC / "style.css", STATIC / "members.css"]
STYLE, MEMBERS_STYLE = (path.read_text(encoding="utf-8") for path in STYLES)
SOURCES = sorted((ROOT / "styles").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
# Pages that load one of these are for writing.
WRITING = {"writing"}
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)

FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "a script without a file": r"<script\b(?! type=\"application/ld\+json\">)(?![^>]*\bsrc=)[^>]*>",
    "a script that is not deferred": r"<script\b(?! type=\"application/ld\+json\">)(?![^>]*\bdefer\b)[^>]*>",
    "a data: or javascript: address": r"""(?:src|href|action)\s*=\s*["'](?:data|javascript):""",
    "a file from another host": r"""<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=["'](?:https?:)?//""",
}
PHYSICAL = (
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-)?(?:left|right|top|bottom)(?:-[\w-]+)?\s*:"
    r"|(?<![\w-])border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?<![\w-])(?:(?:min|max)-)?(?:width|height)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


@pytest.fixture(autouse=True)
def app() -> None:
    """These rules read files; no application is made for them."""


def source(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def on_the_wire(name: str) -> int:
    """The bytes of a static file as the product sends it to a program that takes gzip alone, the least of what is offered."""
    made = Flask("static", static_folder=str(STATIC), static_url_path="/static")
    compression.init(made)
    with made.test_client().get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}) as answer:
        return len(answer.data)


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_nothing_is_inline(path: Path) -> None:
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, source(path), re.IGNORECASE)]
    assert not found, f"{path.name} holds {', '.join(found)}"


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_template_can_be_read(path: Path) -> None:
    Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_section_has_a_heading(path: Path) -> None:
    """A part without one is a div, or nothing is found by its headings."""
    sections = re.findall(r"<section\b.*?</section>", source(path), re.DOTALL)
    assert not [one[:80] for one in sections if not re.search(r"<h(?:[2-6]|\{\{)", one)]


def test_every_template_is_used() -> None:
    """A template is used when another one or a Python file names it, or when it is the page of an HTTP error."""
    texts = [source(path) for path in PAGES] + [path.read_text(encoding="utf-8") for path in (ROOT / "exchange").rglob("*.py")]
    everything = "\n".join(texts)
    errors_by_number = "errors/{" in everything
    dead = [
        name
        for name in NAMES
        if not re.search(rf"""["']{re.escape(name)}["']""", everything)
        and not (errors_by_number and re.fullmatch(r"errors/\d{3}\.html", name))
    ]
    assert not dead, f"templates nobody uses: {dead}"


def test_every_script_is_used() -> None:
    everything = "\n".join(source(path) for path in PAGES)
    dead = [path.name for path in SCRIPTS if not re.search(rf"""script\(["']{path.stem}["']\)|js/{path.stem}\.js""", everything)]
    assert not dead, f"scripts nobody loads: {dead}"


def test_macro_files_translate_nothing_when_they_are_loaded() -> None:
    """A word at the top of a macro file is translated once, for the first reader, and then shown to everybody."""
    for path in sorted((TEMPLATES / "macros").glob("*.html")):
        rest = re.sub(r"{%-?\s*macro\b.*?{%-?\s*endmacro\s*-?%}", "", source(path), flags=re.DOTALL)
        assert not re.search(r"(?<!\w)(?:_|n?gettext)\(", rest), f"{path.name} translates outside a macro"


def test_every_icon_exists() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    asked = {name for path in PAGES for name in re.findall(r'(?<!\w)icon\("(\w+)"', source(path))}
    assert asked <= drawn, f"icons nobody drew: {sorted(asked - drawn)}"


def test_style_keeps_its_budget_and_layers() -> None:
    assert len(STYLE.encode()) <= 30_000
    assert on_the_wire("style.css") <= 7_000
    assert on_the_wire("members.css") <= 8_000
    assert "@layer reset, base, layout, components, utilities, print;" in STYLE
    assert not re.findall(r"@import|url\(", STYLE + MEMBERS_STYLE)


def test_style_knows_start_and_end_only() -> None:
    declarations = re.sub(r"/\*.*?\*/", "", STYLE + MEMBERS_STYLE, flags=re.DOTALL)
    declarations = re.sub(r"@(?:media|container)[^{]*", "", declarations)
    assert not re.findall(PHYSICAL, declarations)


def test_scripts_and_pictures_keep_their_budgets() -> None:
    assert sum(path.stat().st_size for path in SCRIPTS) <= 40_000
    assert on_the_wire("icons.svg") <= 2_000
    assert on_the_wire("land.svg") <= 13_000


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_scripts_of_a_page_keep_their_budget(path: Path) -> None:
    names = {"menu", *re.findall(r"""(?<!\w)script\(["'](\w+)["']\)""", source(path))}
    assert sum(on_the_wire(f"js/{name}.js") for name in names) <= (8_000 if names & WRITING else 4_000)


@pytest.mark.parametrize("path", [*PAGES, *SOURCES, *SCRIPTS], ids=lambda path: path.name)
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400
