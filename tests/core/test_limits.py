"""Limits on requests: whose address counts, and what the answer says."""

from __future__ import annotations

import pytest
from flask import Flask

from exchange.core import limits
from tests.client import Reader


def test_behind_trusted_proxies_the_reader_is_who_they_say(app: Flask) -> None:
    seen: list[str] = []
    for hops in (0, 1):
        other = Flask("other")
        other.config.update(TRUSTED_PROXIES=hops, RATE_LIMITS=False, RATELIMIT_STORAGE_URI="memory://")
        limits.init(other)
        other.add_url_rule("/", "here", limits.network)
        answer = other.test_client().get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
        seen.append(answer.get_data(as_text=True))
    assert seen == ["127.0.0.1", "198.51.100.7"]


def test_another_application_of_the_process_does_not_limit_this_one(reader: Reader) -> None:
    other = Flask("other")
    other.config.update(TRUSTED_PROXIES=0, RATE_LIMITS=True, RATELIMIT_STORAGE_URI="memory://")
    limits.init(other)
    typed = {"email": "ann@example.org", "password": "not the password"}
    assert {reader.send("/en/account/sign-in/", typed).status_code for _time in range(12)} == {422}


def test_without_a_limit_reached_the_wait_is_a_minute(app: Flask) -> None:
    with app.test_request_context():
        assert limits.seconds_to_wait() == 60


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "not an address"),
    ],
)
def test_all_addresses_of_one_subscriber_are_counted_together(app: Flask, address: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert limits.network() == counted
