"""One page in the browser: what is wrong with it, a line each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.looking import findings, sideways, sideways_at_the_narrowest

KB = 1_000
STOPS = 25
# The focused element has a line or a halo around it, and is the topmost thing in the middle of what is to be seen of it.
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "none";
    const box = one.getClientRects()[0] ?? one.getBoundingClientRect(), style = getComputedStyle(one);
    if (box.width < 2 || box.height < 2) return "";
    const name = one.outerHTML.slice(0, 90);
    if (style.outlineStyle === "none" && style.boxShadow === "none") return "no sign of the focus on " + name;
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth), above = Math.max(box.top, 0), below = Math.min(box.bottom, innerHeight);
    if (left >= right || above >= below) return "the focus is out of sight on " + name;
    const x = (left + Math.min(right, left + 400)) / 2, y = (above + below) / 2;
    const top = document.elementFromPoint(x, y);
    return !top || one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top) ? "" : "the focus is covered on " + name + " by " + top.outerHTML.slice(0, 60);
}"""
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 50);
})"""


@dataclass
class Line:
    """What came over the line for one page: bytes by kind, and how many answers."""

    page: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    answers: int = 0


@dataclass
class Seen:
    """What is wrong with a page, by kind of check, and what it weighed."""

    faults: dict[str, list[str]]
    line: Line


def see(page: Page, address: str, *, budget: int) -> Seen:
    """Open `address` with nothing kept from before, and check it. `budget`: bytes that the page itself may have."""
    line, complaints = Line(), []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    urls: dict[str, str] = {}
    session.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    session.on(
        "Network.loadingFinished", lambda event: _weigh(line, urls.get(event["requestId"], ""), int(event["encodedDataLength"]))
    )
    note: Any = lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None  # noqa: E731 - it is taken off again
    page.on("console", note)
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    shift = float(page.evaluate(SHIFT))
    page.remove_listener("console", note)
    session.detach()
    faults = {
        "status": [] if answer.status == 200 else [f"answers {answer.status}"],
        "axe": findings(page),
        "overflow": [f"{over} px too wide" for over in (sideways(page), sideways_at_the_narrowest(page)) if over],
        "focus": focus_faults(page),
        "shift": [f"shifts by {shift:.3f}"] if shift > 0.01 else [],
        "console": complaints,
        "bytes": weight_faults(line, budget),
    }
    return Seen({kind: found for kind, found in faults.items() if found}, line)


def _weigh(line: Line, url: str, size: int) -> None:
    if not url.startswith("http"):
        return  # What the browser draws by itself comes over no line.
    line.answers += 1
    kind = "style" if ".css" in url else "script" if "/js/" in url else "picture" if "/static/" in url else "page"
    line.kinds[kind] += size
    if kind == "page":
        line.page = size


def weight_faults(line: Line, budget: int) -> list[str]:
    """The budgets of bytes and answers that are broken. A page's headers count with it: one kilobyte is allowed for them."""
    limits = [
        ("page", line.page, budget + KB),
        ("style", line.kinds["style"], 16 * KB),
        ("script", line.kinds["script"], 12 * KB),
        ("all", sum(line.kinds.values()), 50 * KB),
        ("answers", line.answers, 8),
    ]
    return [f"{name} {found} > {limit}" for name, found, limit in limits if found > limit]


def focus_faults(page: Page) -> list[str]:
    """Where somebody with a keyboard alone would not see what has the focus, among the first stops of the page."""
    found = []
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        said = page.evaluate(FOCUS)
        if said == "none":
            break
        if said:
            found.append(said)
    return found
