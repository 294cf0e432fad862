"""Mail as it leaves: a file in development, SMTP in production."""

from __future__ import annotations

import smtplib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask

from exchange.core import mail
from exchange.core.mail import FolderMailer, Mail, SmtpMailer

TOKEN = "0123456789abcdef0123456789abcdef"
MAIL = Mail(7, TOKEN, "ann@example.org", "Sübject\nBcc: all@example.org", "Plain täxt", "<p>Rich</p>", "ar")


@dataclass
class Post:
    """What the server at the other end was told."""

    port: int = 0
    commands: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    refuse: bool = False


class Counter(socketserver.StreamRequestHandler):
    """As much of an SMTP server as a mailer talks to."""

    def handle(self) -> None:
        post: Post = self.server.post  # type: ignore[attr-defined]  # set by the fixture
        self.say("220 here")
        while line := self.rfile.readline():
            command = line.decode().strip()
            post.commands.append(command)
            verb = command[:4].upper()
            if verb == "EHLO":
                self.say("250-here\r\n250 8BITMIME")
            elif verb == "RCPT" and post.refuse:
                self.say("550 nobody here")
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                post.letters.append(b"".join(lines))
                self.say("250 taken")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 fine")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def post() -> Iterator[Post]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter) as server:
        made = Post(server.server_address[1])
        server.post = made  # type: ignore[attr-defined]  # for the handler
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def mailer(post: Post, account: str = "") -> SmtpMailer:
    return SmtpMailer(f"smtp://{account}127.0.0.1:{post.port}", "exchange@example.org", "exchange.example.org")


def test_a_mail_is_handed_to_the_server(post: Post) -> None:
    mailer(post).send(MAIL)
    commands = [one.lower() for one in post.commands]
    assert commands[1].startswith("mail from:<exchange@example.org>")
    assert "rcpt to:<ann@example.org>" in commands
    letter = message_from_bytes(post.letters[0], policy=policy.default)
    assert letter["Message-ID"] == f"<{TOKEN}@exchange.example.org>"
    assert letter["Subject"] == "Sübject Bcc: all@example.org"
    assert letter["Bcc"] is None
    assert letter["Content-Language"] == "ar"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


def test_a_server_that_refuses_is_an_error_of_the_line(post: Post) -> None:
    post.refuse = True
    with pytest.raises(OSError):
        mailer(post).send(MAIL)
    assert post.letters == []


def test_a_server_that_is_away_is_an_error_of_the_line() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Counter) as closed:
        port = closed.server_address[1]
    with pytest.raises(OSError):
        SmtpMailer(f"smtp://127.0.0.1:{port}", "exchange@example.org", "x").send(MAIL)


def test_a_password_never_goes_over_an_open_line(post: Post) -> None:
    with pytest.raises(OSError, match="offers no TLS"):
        mailer(post, "user:secret@").send(MAIL)
    assert not any("AUTH" in command.upper() for command in post.commands)


class Line:
    """Stands for smtplib's end of the line, to see in which order things are said."""

    said: list[object]

    def __init__(self, host: str, port: int, **_options: object) -> None:
        type(self).said = [(host, port)]

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_error: object) -> None:
        self.said.append("quit")

    def has_extn(self, name: str) -> bool:
        return name == "starttls"

    def starttls(self, context: object) -> None:
        self.said.append("starttls")

    def login(self, user: str, password: str) -> None:
        self.said.append((user, password))

    def send_message(self, _message: object) -> None:
        self.said.append("mail")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("smtp://us%40er:p%3Aw@host", [("host", 587), "starttls", ("us@er", "p:w"), "mail", "quit"]),
        ("smtp://host:25", [("host", 25), "starttls", "mail", "quit"]),
        ("smtps://user@host", [("host", 465), ("user", ""), "mail", "quit"]),
    ],
)
def test_the_line_is_closed_to_others_before_a_password_is_said(
    monkeypatch: pytest.MonkeyPatch, address: str, said: list[object]
) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Line)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Line)
    SmtpMailer(address, "exchange@example.org", "x").send(MAIL)
    assert Line.said == said


def test_a_long_address_to_unsubscribe_stays_in_one_piece_on_both_ways(post: Post, tmp_path: Path) -> None:
    stop = f"https://{'a' * 60}.example.org/en/saved/stop/{'x' * 60}/"
    stoppable = replace(MAIL, stop=stop)
    SmtpMailer(f"smtp://127.0.0.1:{post.port}", "exchange@example.org", "x").send(stoppable)
    FolderMailer(tmp_path, "exchange@example.org", "x").send(stoppable)
    for letter in (post.letters[0], (tmp_path / f"00000007-{TOKEN}.eml").read_bytes()):
        assert f"\r\nList-Unsubscribe: <{stop}>\r\n".encode() in letter
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in letter


def test_a_mail_that_cannot_be_stopped_offers_no_way_to() -> None:
    assert mail.message(MAIL, "exchange@example.org", "x")["List-Unsubscribe"] is None


def test_in_development_a_mail_is_a_file_that_only_the_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    sender = FolderMailer(folder, "exchange@localhost", "localhost")
    sender.send(MAIL)
    sender.send(MAIL)
    assert [file.name for file in folder.iterdir()] == [f"00000007-{TOKEN}.eml"]
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_settings_choose_the_mailer(app: Flask) -> None:
    assert isinstance(mail.mailer(), FolderMailer)
    other = Flask("other")
    other.config.update(MAIL_SENDER="a@example.org", PUBLIC_URL="https://exchange.example.org", SMTP_URL="smtp://host")
    mail.init(other)
    assert other.extensions["mailer"] == SmtpMailer("smtp://host", "a@example.org", "exchange.example.org")
