"""Headers of a mail: what a reader's program makes of them is what was written."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.core import mail
from exchange.core.mail import Mail

ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789.,:;?=_-'()\"<>@",
    "french": "aàâbcçdeéèêëfghiîïjklmnoôœpqrstuùûvwxyz’«»",
    "cyrillic": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءئؤةى",
    "chinese": "可持续消费与生产的良好做法学校和医院。，：",
    "beyond": "αβγδεζ😀🌍ก็า҈é\u0301",
}
ENCODED_WORD = re.compile(rb"=\?[^?]*\?[bq]\?[^?]*\?=")


def words_of(alphabet: str) -> st.SearchStrategy[str]:
    word = st.text(alphabet, min_size=1, max_size=14)
    return st.lists(word, min_size=1, max_size=30).map(" ".join)


def any_words() -> st.SearchStrategy[str]:
    some = st.lists(st.one_of([st.text(letters, min_size=1, max_size=14) for letters in ALPHABETS.values()]), min_size=1)
    return st.one_of(some.map(" ".join), *(words_of(letters) for letters in ALPHABETS.values()))


def raw(subject: str, sender: str = "exchange@example.org") -> bytes:
    made = Mail(7, "f" * 32, "ann@example.org", subject, "Text", "<p>Text</p>", "en")
    return mail.message(made, sender, "exchange.example.org").as_bytes()


def header(letter: bytes, name: str) -> bytes:
    """A header as it stands in the letter, lines and all."""
    found = re.search(rb"^%s: [^\r\n]*(?:\r\n[ \t][^\r\n]*)*" % name.encode(), letter, re.MULTILINE)
    assert found
    return found[0]


def value_read(stands: bytes) -> str:
    """The value of a header as a program reads it that follows RFC 2047 and 5322 to the letter."""
    _name, value = stands.decode("ascii").replace("\r\n", "").split(": ", 1)
    return str(make_header(decode_header(value)))


def assert_rfc_2047(stands: bytes) -> None:
    lines = stands.split(b"\r\n")
    assert all(len(line) <= 76 for line in lines if b"=?" in line)
    for word in ENCODED_WORD.findall(stands):
        assert len(word) <= 75
        for part, charset in decode_header(word.decode("ascii")):
            assert isinstance(part, bytes)
            part.decode(charset or "ascii")


@given(subject=any_words())
@example("0 0 0 0 0 0 0 00 00 00 00 000000 000000 0000000 000000000 000000000000")
@example("Опубликовано: Многоразовые бутылки в школах города, опыт закупки и мытья стекла")
@example("=?utf-8?q?not_encoded?=")
@example("x" * 998)
@example("a" * 70 + " é " + "b" * 70)
def test_a_subject_of_any_alphabet_is_read_as_it_was_written(subject: str) -> None:
    letter = raw(subject)
    stands = header(letter, "Subject")
    assert message_from_bytes(letter, policy=policy.default)["Subject"] == subject
    assert value_read(stands) == subject
    assert_rfc_2047(stands)


@given(name=any_words().filter(lambda words: not words.isascii() and '"' not in words))
@example("Обмен практиками для устойчивого потребления и производства всего мира")
def test_a_name_of_a_sender_of_any_alphabet_is_read_as_it_was_written(name: str) -> None:
    stands = header(raw("Subject", f'"{name}" <exchange@example.org>'), "From")
    assert value_read(stands) == f"{name} <exchange@example.org>"
    assert_rfc_2047(stands)


@pytest.mark.parametrize("words", ["Refill stations", "Refill stations " * 20])
def test_a_subject_of_plain_letters_is_not_encoded(words: str) -> None:
    stands = header(raw(words), "Subject")
    assert b"=?" not in stands
    assert stands.replace(b"\r\n", b"").decode("ascii") == f"Subject: {words.strip()}"


def test_no_space_is_lost_by_any_policy_the_message_is_written_with() -> None:
    subject = "Опубликовано: Многоразовые бутылки в школах города, опыт закупки и мытья"
    made = mail.message(Mail(1, "f" * 32, "a@example.org", subject, "T", "<p>T</p>", "ru"), "e@example.org", "x")
    copied = EmailMessage(policy=mail.POLICY.clone(linesep="\n"))
    copied["Subject"] = made["Subject"]
    assert message_from_bytes(copied.as_bytes(), policy=policy.default)["Subject"] == subject


@pytest.mark.parametrize(
    "name",
    [
        "Practice Exchange",
        "Échange de pratiques",
        "تبادل الممارسات الجيدة",
        "良好做法交流",
        "Обмен передовым опытом",
        'Exchange, "the" <b@c>',
        "Two\r\nBcc: a@example.org",
    ],
)
def test_the_name_of_the_exchange_stands_before_its_address(name: str) -> None:
    made = Mail(7, "f" * 32, "ann@example.org", "Subject", "Text", "<p>Text</p>", "en", sender=name)
    letter = mail.message(made, "exchange@example.org", "exchange.example.org").as_bytes()
    assert_rfc_2047(header(letter, "From"))
    only = message_from_bytes(letter, policy=policy.default)["From"].addresses[0]
    assert (only.display_name, only.addr_spec) == (" ".join(name.split()), "exchange@example.org")
    assert b"\r\nBcc:" not in letter


def test_a_name_the_operator_gave_the_address_stays() -> None:
    made = Mail(7, "f" * 32, "ann@example.org", "Subject", "Text", "<p>Text</p>", "en", sender="Practice Exchange")
    letter = mail.message(made, "Repair Network <exchange@example.org>", "exchange.example.org").as_bytes()
    assert header(letter, "From") == b"From: Repair Network <exchange@example.org>"
