"""The questions of a practice as data, and where readers see each answer.

Everything that walks over a practice's answers (form, missing list, page, comparison, import, export, index) asks FORM.
Source: design paper "Records", § 1. Files and figures are not asked yet.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.practices import choices
from exchange.questions import (
    Address,
    Choice,
    Choices,
    Date,
    Declaration,
    Elsewhere,
    Evidence,
    Form,
    Language,
    Line,
    Links,
    Markdown,
    Name,
    Part,
    Partners,
    People,
    Phrases,
    Places,
    Radio,
    References,
    Section,
    Targets,
    Text,
    Themes,
    Tier,
    Unshown,
)

PROBLEM = Part("problem", _l("The problem"), "problem")
DONE = Part("done", _l("What was done"), "description")
PEOPLE = Part("people", _l("People and organisations"))
RESULTS = Part("results", _l("Results"), "results")
MEANS = Part("means", _l("Costs and means"), "cost")
LESSONS = Part("lessons", _l("What helped and what got in the way"), "lessons")
ADVICE = Part("advice", _l("Advice for others"), "advice")
SOURCES = Part("sources", _l("Sources"), "references")
INTERESTS = Part("interests", _l("Interests"), "interests")
# In the order in which they stand on the page.
PARTS = (PROBLEM, DONE, PEOPLE, RESULTS, MEANS, LESSONS, ADVICE, SOURCES, INTERESTS)
HEAD = Elsewhere("above the text")
GLANCE = Elsewhere("under “At a glance”")
WRITTEN_TO = Unshown("Readers write to a contact through the exchange; how to do it stands beside the text.")
SAID_TO_US = Unshown("It is said to the exchange, which keeps it.")

S, F, O = Tier.S, Tier.F, Tier.O  # noqa: E741 - the letters the record design uses
NO = _l("Answer this question")

FORM = Form(
    Section("overview", _l("Overview"), _l("Title, summary, themes, kind"), (
        Line("title", S, _l("Title of the practice"), _l("Say what was done and where, in plain words. For example: Repair vouchers for household appliances in Porto."), _l("Enter a title"), limit=150, shown=HEAD),
        Text("summary", S, _l("Summary"), _l("The problem and the result in two sentences. Readers see this in search results."), _l("Enter a summary"), limit=300, shown=HEAD),
        Language("language", S, _l("Language you write in"), _l("The language of the title and the long answers."), _l("Choose the language you write in"), shown=GLANCE),
        Themes("themes", S, _l("Themes"), _l("The narrowest that fit, 1 to 5. The first is the main one."), _l("Choose at least one theme"), most=5, shown=GLANCE),
        Choice("kind", S, _l("Kind of practice"), _l("What it is above all."), _l("Choose the kind of practice"), choices=choices.KINDS, shown=HEAD),
        Choice("scale", S, _l("Scale"), _l("How wide it reached."), _l("Choose the scale of the practice"), choices=choices.SCALES, shown=GLANCE),
        Phrases("keywords", O, _l("Keywords"), _l("Up to 8 words or short phrases, separated by commas."), NO, limit=40, most=8, shown=GLANCE),
    ), advice=(
        _l("Write for somebody in another country who has never heard of your project."),
        _l("Put the main result in the summary, with a number if you have one."),
    )),
    Section("where", _l("Where and when"), _l("Countries, place, dates"), (
        Places("countries", S, _l("Countries or areas"), _l("1 to 10 countries or regions, or the world."), _l("Choose the country where the practice took place"), most=10, shown=GLANCE),
        Name("place", O, _l("Place"), _l("City, district or site."), NO, limit=120, shown=GLANCE),
        Date("start", S, _l("Start"), _l("A year or a date, such as 2021 or 2021-03-15."), _l("Enter the year it started"), shown=GLANCE),
        Date("end", O, _l("End"), _l("A year or a date. Leave empty while it runs."), _l("Enter the year it ended"), shown=GLANCE, after="start"),
        Choice("state", S, _l("Current status"), _l("Where the practice stands now."), _l("Choose the state of the practice today"), choices=choices.STATES, shown=GLANCE),
    )),
    Section("done", _l("What was done"), _l("Problem, aims, steps"), (
        Markdown("problem", S, _l("The problem"), _l("What was wrong, for whom, and how it was known."), _l("Describe the problem"), limit=1500, shown=PROBLEM),
        Markdown("objectives", F, _l("Objectives"), _l("What the practice was meant to reach."), NO, limit=1000, shown=PROBLEM),
        Markdown("description", S, _l("What was done"), _l("The steps, in order, so that somebody else could repeat them."), _l("Describe what was done"), limit=4000, shown=DONE),
        Address("adapted_link", O, _l("Adapted from"), _l("Address of the practice or source this one was adapted from."), NO, limit=500, shown=DONE, place=1, searched=False),
        Text("adapted_changes", O, _l("What was changed when adapting it"), _l("In a few sentences."), NO, limit=600, shown=DONE, place=1),
        Links("tools", O, _l("Tools and standards used"), _l("Up to 10 links. Each address begins with https://"), NO, most=10, shown=DONE),
        Targets("targets", F, _l("SDG targets"), _l("Up to 5 targets the practice served."), NO, most=5, shown=GLANCE),
    ), advice=(
        _l("Say who did what, in which order and with what, so that somebody else could do it again."),
        _l("Short sentences and common words help people who read in their second language."),
    )),
    Section("people", _l("Organisations and people"), _l("Lead organisation, partners, who took part"), (
        Name("organisation", S, _l("Lead organisation"), _l("The organisation that ran the practice."), _l("Enter the lead organisation"), limit=200, shown=GLANCE),
        Partners("partners", F, _l("Partners"), _l("Up to 15 organisations, each with its role."), NO, limit=200, most=15, shown=PEOPLE, roles=choices.PARTNER_ROLES),
        Choices("stakeholders", F, _l("Who took part"), _l("Choose all that apply."), NO, choices=choices.STAKEHOLDERS, shown=PEOPLE),
        Text("participation", F, _l("How they took part, and who was left out"), _l("In a few sentences."), NO, limit=800, shown=PEOPLE),
        People("contacts", S, _l("Contact"), _l("1 to 5 members who agreed to be asked about this practice."), _l("Name a contact who agreed to be asked"), most=5, shown=WRITTEN_TO),
    )),
    Section("means", _l("Costs and means"), _l("Cost, funding, what it takes"), (
        Text("cost", F, _l("What it cost"), _l("What the cost covers. “Not known” is an answer."), NO, limit=300, shown=MEANS),
        Choices("funding", F, _l("Who paid"), _l("Choose all that apply."), NO, choices=choices.FUNDING, shown=MEANS),
        Text("funding_text", F, _l("More about the funding"), _l("In a few sentences."), NO, limit=300, shown=MEANS),
        Markdown("capacity", F, _l("Capacity and technology needed"), _l("Skills, staff, equipment."), NO, limit=1400, shown=MEANS),
        Choice("time_to_effect", F, _l("Time to the first clear effect"), _l("Counted from the start."), NO, choices=choices.TIME_TO_EFFECT, shown=MEANS),
    ), advice=(
        _l("A rough cost with its currency and year is worth more than none."),
    )),
    Section("results", _l("Results and evidence"), _l("What changed, and how it is known"), (
        Markdown("results", S, _l("What changed"), _l("The result, apart from what was done. Give a source, or write “not measured”."), _l("Say what changed"), limit=1500, shown=RESULTS),
        Evidence("evidence_links", F, _l("Evidence"), _l("Up to 10 links to evaluations, data, audits, papers or testimonies. Each address begins with https://"), NO, most=10, shown=RESULTS, kinds=choices.EVIDENCE_KINDS),
        Text("harm", F, _l("Harm, shift or rebound elsewhere"), _l("Effects nobody wanted. “None” is an answer."), NO, limit=600, shown=RESULTS, heading=_l("Effects nobody wanted")),
    ), advice=(
        _l("Say what changed, and against what you compare: the time before, or a place without the practice."),
        _l("A small result that was measured helps more than a large one that is claimed."),
    )),
    Section("lessons", _l("Lessons"), _l("What helped, what got in the way, advice"), (
        Markdown("lessons", F, _l("What helped and what got in the way"), _l("And how it was overcome."), NO, limit=2000, shown=LESSONS),
        Markdown("failures", F, _l("What did not work"), _l("So that others need not try it again."), NO, limit=800, shown=LESSONS),
        Markdown("advice", S, _l("Advice to others"), _l("What you would tell somebody who starts tomorrow."), _l("Write your advice to others"), limit=1000, shown=ADVICE),
        Markdown("preconditions", F, _l("What another place must have first"), _l("Laws, money, partners, habits."), NO, limit=800, shown=ADVICE),
        Choices("offers", S, _l("What you can offer"), _l("Choose all that apply, or “None”."), _l("Choose what you can offer"), choices=choices.OFFERS, shown=ADVICE, heading=_l("What the authors can offer")),
    ), advice=(
        _l("What went wrong is what others find nowhere else."),
        _l("Name one thing you would do differently."),
    )),
    Section("sources", _l("Sources"), _l("References and links"), (
        References("references", O, _l("References"), _l("Up to 20 links or citations."), NO, limit=500, most=20, shown=SOURCES),
    )),
    Section("declarations", _l("Declarations"), _l("Consent, interests, licence"), (
        Declaration("agreed", S, _l("People and organisations named here have agreed"), _l("Ask them before you send."), _l("Confirm that people and organisations named have agreed"), shown=SAID_TO_US),
        Text("interests", S, _l("Interests"), _l("Money or ties that readers should know of. “None” is an answer."), _l("State your interests, or write “None”"), limit=600, shown=INTERESTS, searched=False),
        Radio("licence", S, _l("Licence"), _l("How others may use the text."), _l("Choose a licence"), choices=choices.LICENCES, shown=GLANCE),
        Declaration("terms", S, _l("I wrote this text or may publish it, under the licence chosen"), _l("No text of others without their licence."), _l("Confirm that you may publish this text"), shown=SAID_TO_US),
    )),
)  # fmt: skip

COLUMNS = ("title", "summary", "language", "kind", "scale", "organisation")
LISTS = ("themes", "countries", "targets")
# What an author confirms at one time: asked anew whenever a draft comes into being.
DECLARATIONS = tuple(one.name for one in FORM.questions if one.asked_anew)
