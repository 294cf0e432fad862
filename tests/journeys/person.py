"""A person at a browser without script: reads pages, follows links by their words, fills in forms and presses buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.client import Reader, page_of, words

Typed = Mapping[str, str | Sequence[str]]
BUTTONS = {"submit", "image", "button", "reset"}
CONTROLS = {"input", "textarea", "select", "button"}


def text_of(element: Element) -> str:
    """The words of an element on one line."""
    return " ".join("".join(element.itertext()).split())


class Person:
    """Somebody with a browser. `page` is the answer they look at now."""

    def __init__(self, app: Flask, do_jobs: Callable[[], int], name: str) -> None:
        reader = app.test_client()
        assert isinstance(reader, Reader)
        self.app, self.reader, self.do_jobs, self.name = app, reader, do_jobs, name
        self.email = f"{name.split()[0].lower()}@example.org"
        self.password = f"a long pass phrase of {name}"
        self.page: TestResponse = reader.get("/en/")

    def open(self, address: str) -> Person:
        """Go to an address of the product and look at what stands there."""
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self.page = self.reader.get(path, follow_redirects=True)
        return self

    def sees(self, *sentences: str) -> Person:
        """Check that each sentence stands on the page."""
        shown = words(self.page)
        for sentence in sentences:
            assert sentence in shown, f"{self.name} does not see “{sentence}” on {self.page.request.path}: {shown[:1500]}"
        return self

    def does_not_see(self, *sentences: str) -> Person:
        """Check that none of the sentences stands on the page."""
        shown = words(self.page)
        for sentence in sentences:
            assert sentence not in shown, f"{self.name} sees “{sentence}” on {self.page.request.path}"
        return self

    def follow(self, label: str) -> Person:
        """Follow the first link with these words."""
        for link in page_of(self.page).iter("a"):
            if text_of(link) == label or link.get("aria-label") == label:
                return self.open(self._address(link.get("href") or ""))
        raise AssertionError(f"no link “{label}” on {self.page.request.path}")

    def press(self, button: str, typed: Typed | None = None) -> Person:
        """Fill in the form that has this button (and these fields), press it, and look at what comes."""
        form, controls, pressed = self._form_with(button, typed or {})
        data = MultiDict((name, value) for control in controls for name, value in _filled_in(control))
        for name, value in (typed or {}).items():
            data.setlist(name, [value] if isinstance(value, str) else list(value))
        if pressed.get("name"):
            data[str(pressed.get("name"))] = pressed.get("value") or ""
        target = self._address(pressed.get("formaction") or form.get("action") or "")
        if (form.get("method") or "get").lower() == "post":
            self.page = self.reader.post(target, data=data, follow_redirects=True)
        else:
            self.page = self.reader.get(target, query_string=data, follow_redirects=True)
        return self

    def _form_with(self, button: str, typed: Typed) -> tuple[Element, list[Element], Element]:
        tried = []
        for form, controls in _forms(page_of(self.page)):
            names = {control.get("name") for control in controls}
            for pressed in controls:
                if pressed.tag == "button" and pressed.get("type") != "button":
                    tried.append(text_of(pressed))
                    if tried[-1] == button and set(typed) <= names:
                        return form, controls, pressed
        raise AssertionError(f"no form with “{button}” and {sorted(typed)} on {self.page.request.path}; buttons: {tried}")

    def _address(self, target: str) -> str:
        here = self.page.request.path
        parts = urlsplit(target)
        path = parts.path or here
        return f"{path}?{parts.query}" if parts.query else path

    def letters(self) -> list[EmailMessage]:
        """The mail this person got so far, oldest first; does the jobs that are due before looking."""
        self.do_jobs()
        folder = Path(self.app.config["EXCHANGE_VAR"]) / "mail"
        every = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]
        return [letter for letter in every if letter["To"] == self.email]

    def follow_mail(self, subject: str) -> Person:
        """Open the link of the newest mail whose subject has these words."""
        for letter in reversed(self.letters()):
            if subject in letter["Subject"]:
                body = letter.get_body(("plain",))
                assert body is not None
                found = re.search(r"http://exchange\.test(/\S+)", body.get_content())
                assert found, f"no link in the mail “{letter['Subject']}”"
                return self.open(found[1])
        raise AssertionError(f"{self.name} got no mail “{subject}”, but {[letter['Subject'] for letter in self.letters()]}")


def _forms(page: Element) -> list[tuple[Element, list[Element]]]:
    """Each form of a page with its controls, those included that name it from elsewhere in the page."""
    forms = [(form, [one for one in form.iter() if one.tag in CONTROLS and not one.get("form")]) for form in page.iter("form")]
    by_id = {form.get("id"): controls for form, controls in forms}
    for one in page.iter():
        if one.tag in CONTROLS and one.get("form") and one.get("form") in by_id:
            by_id[one.get("form")].append(one)
    return forms


def _filled_in(control: Element) -> Iterator[tuple[str, str]]:
    """(name, value) of what a browser sends for a control nobody has touched."""
    name = control.get("name")
    kind = (control.get("type") or "text").lower()
    if not name or (control.tag == "input" and kind in BUTTONS):
        return
    if control.tag == "input":
        if kind not in {"checkbox", "radio"} or control.get("checked") is not None:
            yield name, control.get("value") or ("on" if kind in {"checkbox", "radio"} else "")
    elif control.tag == "textarea":
        yield name, (control.text or "").removeprefix("\n")
    elif control.tag == "select":
        yield from _chosen(control, name)


def _chosen(select: Element, name: str) -> Iterator[tuple[str, str]]:
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    for option in chosen:
        value = option.get("value")
        yield name, value if value is not None else text_of(option)
