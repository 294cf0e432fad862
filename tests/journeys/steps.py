"""What the people of the journeys do more than once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.journeys.person import Person

TITLE = "Refill stations for cleaning products in the markets of Nairobi"

Answers = Mapping[str, str | list[str]]

LABELS = {
    "overview": "Overview",
    "where": "Where and when",
    "done": "What was done",
    "people": "Organisations and people",
    "results": "Results and evidence",
    "lessons": "Lessons",
    "declarations": "Declarations",
}
SECTIONS: dict[str, Answers] = {
    "overview": {
        "title": TITLE,
        "summary": "Market traders run shared refill points. After two years single-use bottles fell by a third.",
        "language": "en",
        "themes-0": "sharing-repair-reuse",
        "themes-1": "waste",
        "kind": "business_model",
        "scale": "city",
        "keywords": "refill, detergent",
    },
    "where": {"countries-0": "KE", "place": "Nairobi", "start": "2022", "end": "2024-06-30", "state": "finished"},
    "done": {
        "problem": "Small pots of detergent are the cheapest way to buy. The city had **no collection** for them.",
        "description": "1. The association bought six metered pumps.\n2. Customers pay by weight.\n\n<script>alert(1)</script>",
        "targets-0": "12.5",
    },
    "people": {"organisation": "Market traders’ association", "stakeholders": ["small_business", "consumers"]},
    "results": {"results": "Sales of single-use bottles fell."},
    "lessons": {"advice": "Agree one price per litre first.", "offers": ["questions", "visit"]},
    "declarations": {"agreed": "y", "interests": "None", "licence": "CC-BY-4.0", "terms": "y"},
}
BIOGRAPHY = "Sets up refill points with market traders."
PROFILE: Answers = {
    "organisation": "Market traders’ association",
    "reach_organisation": "members",
    "country": "KE",
    "themes-0": "waste",
    "languages-0-language": "en",
    "languages-0-level": "fluent",
    "public": "y",
}
PUBLISH: Answers = {
    "checks": ["clear", "repeatable", "result", "costs", "facts", "lawful", "agreed"],
    "evidence": "reported",
    "decision": "publish",
}


def register(somebody: Person) -> None:
    """Make an account, confirm the address from the mail and choose a password there, and sign in."""
    somebody.open("/en/account/register/")
    somebody.press("Create your account", {"name": somebody.name, "email": somebody.email})
    somebody.follow_mail("Confirm").press("Confirm this address", {"password": somebody.password})
    sign_in(somebody)


def sign_in(somebody: Person) -> None:
    """Sign in through the page, and stand at My work."""
    somebody.open("/en/account/sign-in/").press("Sign in", {"email": somebody.email, "password": somebody.password})
    somebody.open("/en/desk/").sees("My work")


def make_moderator(somebody: Person) -> None:
    """The operator makes the account; the moderator signs in."""
    command = ["accounts", "create", "--email", somebody.email, "--role", "moderator", "--name", somebody.name]
    done = somebody.app.test_cli_runner().invoke(args=[*command, "--password-stdin"], input=f"{somebody.password}\n")
    assert done.exit_code == 0, done.output
    sign_in(somebody)


def write_profile(somebody: Person) -> None:
    """Keep a public profile."""
    somebody.open("/en/account/profile/").press("Save your profile", {**PROFILE, "biography_en": BIOGRAPHY})


def write_practice(author: Person) -> None:
    """Write a whole draft, section by section, and name oneself as contact."""
    author.open("/en/submissions/new/").press("Start a draft").sees("0 of 8 required sections complete")
    draft = author.page.request.path
    for section, answers in SECTIONS.items():
        author.open(draft).follow(LABELS[section]).press("Save and back to the list", answers)
    author.open(draft).follow("Co-authors and contact").press("Name me as a contact")
    author.open(draft).sees("8 of 8 required sections complete")


def declare(author: Person) -> None:
    """Make the declarations of the only draft again."""
    author.open("/en/desk/").follow(TITLE).follow(LABELS["declarations"])
    author.press("Save and back to the list", SECTIONS["declarations"])


def send(author: Person) -> None:
    """Check the answers and send, from the task list."""
    author.follow("Check your answers and send for review").press("Send for review")
    author.sees("Your practice is sent for review.")


def take(reviewer: Person, title: str = TITLE) -> None:
    """Take a submission from the queue and open it."""
    reviewer.open("/en/review/").press(f"Take {title}")
    reviewer.sees(title)


def publish(reviewer: Person) -> None:
    """Tick the checklist, choose the evidence level and publish, from the review page."""
    reviewer.press("Send decision", PUBLISH)


def exported(somebody: Person, folder: Path) -> str:
    """The text of an export of everything published."""
    file = folder / "export.jsonl"
    done = somebody.app.test_cli_runner().invoke(args=["practices", "export", str(file)])
    assert done.exit_code == 0, done.output
    return file.read_text("utf-8")


def published(author: Person, reviewer: Person) -> str:
    """Bring a practice from the first word to its page; the address of the page."""
    register(author)
    write_profile(author)
    make_moderator(reviewer)
    write_practice(author)
    send(author)
    take(reviewer)
    publish(reviewer)
    author.follow_mail("Published").sees(TITLE)
    return author.page.request.path
