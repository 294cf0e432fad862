"""Whatever is interrupted, the next start comes to the same end."""

from __future__ import annotations

import socket
import subprocess
import sys
import time

import pytest

from tests.server.conftest import Make
from tests.server.instance import ROOT, Instance, until

pytestmark = pytest.mark.server


def signs_in(instance: Instance, email: str, password: str) -> bool:
    """True when the account can sign in through the page."""
    script = (
        "import http.cookiejar, re, sys, urllib.parse, urllib.request as u\n"
        "base, email, password = sys.argv[1:]\n"
        "o = u.build_opener(u.HTTPCookieProcessor(http.cookiejar.CookieJar()))\n"
        "page = o.open(base).read().decode()\n"
        'token = re.search(\'name="csrf_token"[^>]*value="([^"]+)"\', page)[1]\n'
        "data = urllib.parse.urlencode({'csrf_token': token, 'email': email, 'password': password}).encode()\n"
        "print(o.open(base, data).url)\n"
    )
    address = f"http://127.0.0.1:{instance.port}/en/account/sign-in/"
    done = subprocess.run([sys.executable, "-c", script, address, email, password], capture_output=True, text=True, check=False)
    return done.returncode == 0 and "/sign-in/" not in done.stdout


def test_each_demo_account_can_sign_in_at_once(make: Make) -> None:
    instance = make()
    instance.start()
    for one in instance.accounts():
        assert signs_in(instance, one["email"], one["password"]), one["role"]


def test_accounts_without_their_file_get_new_passwords_and_a_new_file(make: Make) -> None:
    instance = make()
    before = instance.accounts()
    (instance.var / "demo-accounts.json").unlink()
    instance.start()
    after = instance.accounts()
    assert [one["email"] for one in after] == [one["email"] for one in before]
    assert after[0]["password"] != before[0]["password"]
    assert signs_in(instance, after[0]["email"], after[0]["password"])
    assert instance.count("users") == 3


def test_a_preparation_killed_anywhere_ends_the_same_when_started_again(make: Make) -> None:
    instance = make(empty=True)
    for sign in ("Preparing the database", "Loading the vocabularies", "Making the demo accounts", "demo-accounts.json"):
        said = instance.said().count(sign)
        instance.begin()
        if sign.endswith(".json"):
            until((instance.var / sign).exists, sign)
        else:
            # On a busy machine the kill before may have come late, with this step done.
            until(lambda: instance.said().count(sign) > said or "End with" in instance.said() or instance.ended(), sign)  # noqa: B023 - called at once
        instance.kill()
        until(lambda: not instance.children(), "the children ended", 20)
    instance.start()
    accounts = instance.accounts()
    assert len(accounts) == 3
    assert signs_in(instance, accounts[1]["email"], accounts[1]["password"])
    assert instance.count("users") == 3
    assert instance.count("themes") == 52
    assert "Traceback" not in instance.said()


def test_a_sample_load_killed_at_several_moments_ends_with_the_whole_sample_once(make: Make) -> None:
    instance = make(SAMPLE="1")
    rows = instance.count
    for what, least in (("practices", 1), ("practices", 500), ("outbox", 600)):
        instance.begin()
        until(lambda: rows(what) >= least or instance.ended(), f"{least} {what}")  # noqa: B023 - called at once
        instance.kill()
        until(lambda: not instance.children(), "the children ended", 30)
        assert rows("prepared WHERE step = 'sample'") == 0, "it was killed before its end"
    instance.start()
    assert instance.interrupt() == 0
    whole = rows("practices")
    assert whole >= 750
    assert rows("(SELECT DISTINCT source_id FROM practices)") == rows("versions") == whole
    assert instance.flask("search", "check").stdout == "no difference\n"


def test_many_slow_clients_do_not_take_the_server_down(make: Make) -> None:
    instance = make()
    instance.start()
    slow = []
    try:
        for _ in range(200):
            client = socket.create_connection(("127.0.0.1", instance.port))
            client.sendall(b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            slow.append(client)
        for client in slow:
            client.sendall(b"a")
        began = time.monotonic()
        assert instance.get("/en/")[0] == 200
        assert time.monotonic() - began < 10
    finally:
        for client in slow:
            client.close()


def test_a_full_disk_is_said_and_leaves_nothing_half_written(make: Make) -> None:
    instance = make(empty=True)
    limited = "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000)); sys.argv = ['run.py']; runpy.run_path('run.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", limited],
        cwd=ROOT,
        env={**instance.environ, **instance.settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "could not be prepared" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    instance.start()
    assert len(instance.accounts()) == 3
