"""Content that is long, empty, foreign or hostile, for the page that shows the components with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.core.text import clean

WORD = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"
MARKDOWN = "\n".join(
    (
        "A [link](https://example.org/" + "a" * 120 + ") and https://example.org/" + "b" * 120,
        "",
        "| Indicator | Before | After | Change | How it is known |",
        "|:--|--:|--:|:-:|---|",
        f"| {WORD} | 23.5 (2005) | 8.5 (2015) | −64% | {WORD} |",
        "",
        "- " + "x" * 300,
        "- `" + "code" * 60 + "`",
        "",
        "    " + "indented " * 40,
    )
)


@dataclass(frozen=True)
class Sample:
    """What one section is filled with."""

    language: str
    title: str
    summary: str
    place: str
    keywords: tuple[str, ...]


TEXTS = (
    Sample("de", "L" * 150, "M" * 300, "N" * 120, ("k" * 40,) * 8),
    Sample(
        "en",
        f"Repair of {WORD} in Porto, with a title that goes on for about as long as a title may go on here",
        WORD,
        WORD,
        (WORD, "a"),
    ),
    Sample(
        "ar",
        "حملة وطنية لإدارة مياه الأمطار في Porto (2021) مع شركاء",
        "ملخص: services, Refuse و (2021).",
        "بلدية Porto",
        ("مياه", "services", "Refuse"),
    ),
    Sample("zh", "减少食物浪费" * 20, "社区食物银行收集剩余食物。" * 12, "上海市" * 20, ("减少", "再利用")),
    Sample(
        "en",
        clean("a" + "\u0322" * 40 + " and e" + "\u0301" * 40),
        '<script>alert(1)</script> & "quotes" <b>bold</b>',
        "\u2067turned",
        ("<i>", "&amp;"),
    ),
    Sample("en", "Empty", "", "", ()),
)
