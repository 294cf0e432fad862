"""Code lists of a practice: stable codes with the words people see."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl

from exchange.questions import CodeList

KINDS: CodeList = {
    # Translators: a law, a plan or a rule of a government, not politics.
    "policy": _pl("kind of practice", "Policy"),
    "technology": _l("Technology"),
    "business_model": _l("Business model"),
    "behaviour": _l("Behaviour change"),
    "education": _l("Education"),
    # Translators: a way to pay for it: a fund, a loan, a tax.
    "finance": _pl("kind of practice", "Finance"),
    "partnership": _l("Partnership"),
    "tool": _l("Tool or method"),
}
SCALES: CodeList = {
    "household": _l("Household"),
    "enterprise": _l("Enterprise"),
    "community": _l("Community"),
    "city": _l("City"),
    "subnational": _l("Subnational"),
    "national": _l("National"),
    "regional": _l("Regional"),
    "global": _l("Global"),
}
STATES: CodeList = {
    "planned": _l("Planned"),
    "pilot": _l("Pilot"),
    "running": _l("Running"),
    "finished": _l("Finished"),
    "stopped": _l("Stopped"),
}
PARTNER_ROLES: CodeList = {
    "funder": _l("Funder"),
    "implementer": _l("Implementer"),
    "adviser": _l("Adviser"),
    "regulator": _l("Regulator"),
    "supplier": _l("Supplier"),
    "user": _l("User"),
}
STAKEHOLDERS: CodeList = {
    "national_government": _l("National government"),
    "local_government": _l("Local government"),
    "business": _l("Business"),
    "small_business": _l("Small business"),
    "civil_society": _l("Civil society"),
    "community": _l("Local community"),
    "women": _l("Women’s groups"),
    "youth": _l("Young people"),
    "workers": _l("Workers and trade unions"),
    "farmers": _l("Farmers"),
    "consumers": _l("Consumers"),
    "research": _l("Research and education"),
    "informal_sector": _l("Informal sector"),
    "indigenous_peoples": _l("Indigenous peoples"),
}
FUNDING: CodeList = {
    "own": _l("Own funds"),
    "national_budget": _l("National budget"),
    "local_budget": _l("Local budget"),
    "international": _l("International funds"),
    "private": _l("Private investment"),
    "loan": _l("Loan"),
    "fees": _l("Fees or sales"),
    "donations": _l("Donations"),
    "none": _l("None"),
    "not_known": _l("Not known"),
}
TIME_TO_EFFECT: CodeList = {
    "under_6_months": _l("Less than 6 months"),
    "under_1_year": _l("6 to 12 months"),
    "under_3_years": _l("1 to 3 years"),
    "over_3_years": _l("More than 3 years"),
    "none_yet": _l("No clear effect yet"),
    "not_known": _l("Not known"),
}
OFFERS: CodeList = {
    "questions": _l("Answer questions"),
    "visit": _l("Receive a visit"),
    "call": _l("Hold a call"),
    "training": _l("Give training"),
    "documents": _l("Share documents"),
    "none": _l("None"),
}
EVIDENCE_KINDS: CodeList = {
    "evaluation": _l("Evaluation"),
    "monitoring": _l("Monitoring data"),
    "audit": _l("Audit"),
    "paper": _l("Paper"),
    "testimony": _l("Testimony"),
}
EVIDENCE_LEVELS: CodeList = {
    "reported": _l("Reported by the practitioner"),
    "measured": _l("Measured results"),
    "evaluated": _l("Independently evaluated"),
}
# The step below all levels: no reviewer here gave one.
UNCHECKED = "unchecked"
HOW_SURE: CodeList = {
    **dict(reversed(EVIDENCE_LEVELS.items())),
    UNCHECKED: _pl("evidence", "Not checked here"),
}
LICENCES: CodeList = {
    "CC-BY-4.0": _l("Creative Commons Attribution 4.0 (CC BY 4.0)"),
    "CC-BY-SA-4.0": _l("Creative Commons Attribution-ShareAlike 4.0 (CC BY-SA 4.0)"),
    "CC0-1.0": _l("Creative Commons Zero 1.0, no conditions (CC0)"),
}
RECORD_LABELS: CodeList = {
    "project": _l("Project"),
    "measure": _l("Guidance"),
}


def level_for_readers(evidence: str | None, *, reviewed: bool) -> str:
    """The level of evidence that readers are told: UNCHECKED unless a reviewer here gave one, whatever the source of an import says."""
    return (evidence if reviewed else None) or UNCHECKED
