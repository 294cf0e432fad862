"""What a request for each public page costs the web process: asked over HTTP as a browser does, compression included."""

from __future__ import annotations

import http.client
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tqdm import tqdm

from tests.server.instance import Instance

WARMING, TIMES = 5, 40
ENCODINGS = "gzip, deflate, br, zstd"
# Each public page with the milliseconds it may take at 10,000 practices; 0: nothing is asked of it.
PAGES: Mapping[str, tuple[str, float]] = {
    "home": ("/en/", 15),
    "themes": ("/en/themes/", 15),
    "theme": ("/en/themes/waste/", 15),
    "countries": ("/en/countries/", 0),
    "country": ("/en/countries/PT/", 15),
    "search without words": ("/en/practices/", 15),
    "search": ("/en/practices/?q={word}", 15),
    "practice": ("/en/practices/{number}/", 10),
    "profile": ("/en/experts/{expert}", 0),
    "about": ("/en/about/", 0),
}
BASE = "about"


def measured(folder: Path) -> dict[str, Any]:
    """By page: milliseconds of processor time of the web process a request, the bytes on the wire and the bound. Serves the instance in `folder`."""
    instance = Instance(folder / "var", LOG_LEVEL="ERROR")
    try:
        instance.start()
        web = instance.children()["web"]
        connection = http.client.HTTPConnection("127.0.0.1", instance.port, timeout=60)
        parts = _parts(connection)
        found = {}
        for name, (path, most) in tqdm(PAGES.items(), desc="served", leave=False):
            address = _address(connection, path.format(**parts)) if parts.keys() >= set(re.findall(r"{(\w+)}", path)) else ""
            if address:
                found[name] = {**_cost(connection, web, address), "most": most}
        instance.interrupt()
    finally:
        instance.close()
    return found


def _parts(connection: http.client.HTTPConnection) -> dict[str, str]:
    """A practice, an expert and a word there are."""
    page = _body(connection, "/en/practices/")
    parts = {"number": re.search(r"/en/practices/(\d+)/", page), "word": re.search(r"<h3[^>]*>.*?<bdi>(\w+)", page, re.DOTALL)}
    parts["expert"] = re.search(r"/en/experts/(\d+/[^\"]+)", _body(connection, "/en/experts/"))
    return {name: hit[1] for name, hit in parts.items() if hit}


def _address(connection: http.client.HTTPConnection, path: str) -> str:
    """Where a request for `path` is answered in the end: a slug may be missing."""
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.headers.get("Location", path) if answer.status in {301, 302, 308} else path


def _body(connection: http.client.HTTPConnection, path: str) -> str:
    connection.request("GET", path)
    return connection.getresponse().read().decode()


def _cost(connection: http.client.HTTPConnection, web: int, address: str) -> dict[str, float]:
    size = 0
    for turn in range(WARMING + TIMES):
        if turn == WARMING:
            begun = _processor(web)
        connection.request("GET", address, headers={"Accept-Encoding": ENCODINGS})
        answer = connection.getresponse()
        size = len(answer.read())
        if answer.status != 200:
            raise ValueError(f"{address} answers {answer.status}")
    return {"ms": (_processor(web) - begun) * 1_000 / TIMES, "bytes": size}


def _processor(pid: int) -> float:
    """Seconds of processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lines(size: int, found: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The costs as Markdown; ratios are to the page that counts and searches nothing."""
    base = found[BASE]["ms"]
    rows = [
        f"| {name} | {one['ms']:.1f} | {one['ms'] / base:.1f} × | {one['bytes'] / 1024:.1f} | {_bound(one)} |"
        for name, one in found.items()
    ]
    heads = ["| page | ms a request | over the page about | KB on the wire | must |", "| --- | --- | --- | --- | --- |"]
    what = f"{size:,} synthetic practices" if size else "the sample"
    return [f"A request over HTTP at {what}, processor time of the web process, compression included:", "", *heads, *rows]


def _bound(one: Mapping[str, float]) -> str:
    if not one["most"]:
        return ""
    return f"≤ {one['most']:g} ms, {'met' if one['ms'] <= one['most'] else '**missed**'}"
