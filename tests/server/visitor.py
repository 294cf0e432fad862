"""A person with a browser, as far as a test of the server needs one: keeps cookies, sends forms, takes the time."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answered:
    """Status, text and where to go on, and the seconds it took."""

    status: int
    text: str
    location: str
    seconds: float


class Visitor:
    """One browser on one port of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.at = ""

    def get(self, address: str) -> Answered:
        """Open an address."""
        return self._ask("GET", address, None)

    def post(self, address: str, **fields: str) -> Answered:
        """Send a form with the token of the form that was opened last."""
        return self._ask("POST", address, urlencode({"csrf_token": self.token, **fields}))

    def open_form(self, address: str) -> None:
        """Open the page of a form and keep its token."""
        found = FORM_TOKEN.search(self.get(address).text)
        assert found, f"no form at {address}"
        self.token = found[1]

    def sign_in(self, email: str, password: str) -> None:
        """Be this member from now on."""
        self.open_form("/en/account/sign-in/")
        answered = self.post("/en/account/sign-in/", email=email, password=password)
        assert answered.status == 303, answered

    def _ask(self, method: str, address: str, body: str | None) -> Answered:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return Answered(answer.status, text, answer.headers.get("Location", ""), time.monotonic() - began)
