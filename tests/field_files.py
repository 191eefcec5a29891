"""A tiny questionnaire and tiny deliveries, written out in full, for the tests of field and cleaning."""

from __future__ import annotations

from pathlib import Path

import yaml

from mekendesh.files import Tree, digest
from mekendesh.structure.questionnaire import Choice, Column, Questionnaire
from mekendesh.words import Label

NOTHING = Label("", "", "")
PLACE = "KGZ/2027-1/RUS"
SITES = ("moscow", "kazan")


def column(name: str, group: str, kind: str, role: str, choices: str = "", **more) -> Column:
    rest = {"required": False, "relevant": "", "low": None, "high": None, "feeds": ("cleaning",)} | more
    return Column(name, group, kind, choices, role, label=NOTHING, **rest)


QUESTIONNAIRE = Questionnaire(
    columns=(
        column("start", "", "datetime", "meta"),
        column("end", "", "datetime", "meta"),
        column("form_version", "", "text", "meta"),
        column("interviewer", "", "text", "meta"),
        column("_uuid", "", "text", "meta"),
        column("_submission_time", "", "datetime", "meta"),
        column("consent_analyse", "consent", "boolean", "consent", "yes_no", required=True),
        column("site", "eligibility", "choice", "eligibility", "sites.csv", required=True),
        column("born_in_origin", "eligibility", "boolean", "eligibility", "yes_no"),
        column("citizen_of_origin", "eligibility", "boolean", "eligibility", "yes_no"),
        column("ethnic_affiliation", "eligibility", "boolean", "eligibility", "yes_no"),
        column("ancestor_born", "eligibility", "boolean", "eligibility", "yes_no"),
        column("self_identifies", "eligibility", "boolean", "eligibility", "yes_no"),
        column("birth_year", "eligibility", "integer", "eligibility", low=1920, high=2012, required=True),
        column("months_in_country", "eligibility", "integer", "eligibility", low=0, high=900),
        column("is_seed", "recruitment", "boolean", "recruitment", "yes_no", required=True),
        column(
            "coupon_received",
            "recruitment",
            "text",
            "recruitment",
            relevant="${is_seed} = 'no'",
            required=True,
        ),
        column("coupon_1", "recruitment", "text", "recruitment"),
        column("coupon_2", "recruitment", "text", "recruitment"),
        column("coupon_3", "recruitment", "text", "recruitment"),
        column("network_size", "recruitment", "integer", "recruitment", low=1, high=1000, required=True),
        column("arrival_year", "traits", "integer", "trait", low=1940, high=2100),
        column("sex", "traits", "choice", "trait", "sex"),
        column("did_trade", "channels", "boolean", "channel", "yes_no"),
        column("willing_trade", "channels", "scale", "channel", "scale_1_5", low=1, high=5),
        column("barriers", "barriers", "multiple", "barrier", "barrier", high=3),
        column("used_body", "state", "boolean", "awareness", "yes_no"),
        column("satisfied_body", "state", "scale", "awareness", "scale_1_5", relevant="${used_body} = 'yes'"),
        column("idea_sector", "idea", "choice", "idea", "sector"),
        column("idea_stage", "idea", "choice", "idea", "stage"),
        column("idea_text", "idea", "text", "free_text"),
        column("phone", "person", "text", "identifier"),
    ),
    choices=tuple(
        Choice(name, code, NOTHING)
        for name, codes in (
            ("yes_no", "yes no"),
            ("sex", "female male"),
            ("scale_1_5", "1 2 3 4 5"),
            ("barrier", "no_trust no_time no_money other"),
            ("sector", "trade it"),
            ("stage", "thought plan"),
        )
        for code in codes.split()
    ),
).with_list("sites.csv", [(site, NOTHING) for site in SITES])

PERSON = {
    "start": "2027-05-01T10:00:00.000+03:00",
    "end": "2027-05-01T10:20:00.000+03:00",
    "form_version": "1",
    "interviewer": "i1",
    "_uuid": "",
    "_submission_time": "2027-05-01T12:00:00",
    "consent_analyse": "yes",
    "site": "moscow",
    "born_in_origin": "yes",
    "citizen_of_origin": "yes",
    "ethnic_affiliation": "yes",
    "ancestor_born": "yes",
    "self_identifies": "yes",
    "birth_year": "1990",
    "months_in_country": "24",
    "is_seed": "no",
    "coupon_received": "",
    "network_size": "10",
    "sex": "female",
    "did_trade": "no",
    "willing_trade": "4",
    "barriers": "no_trust",
    "used_body": "no",
}


def person(uuid: str, **answers: str) -> dict[str, str]:
    """One response: the answers of `PERSON`, a start at its own second, and what is given."""
    second = sum(uuid.encode()) % 60
    start = f"2027-05-01T10:00:{second:02d}.000+03:00"
    return {name: "" for name in QUESTIONNAIRE.by_name} | PERSON | {"_uuid": uuid, "start": start} | answers


def seed(uuid: str, **answers: str) -> dict[str, str]:
    return person(uuid, **{"is_seed": "yes"} | answers)


def csv_of(people: list[dict[str, str]], delimiter: str = ",") -> str:
    columns = QUESTIONNAIRE.by_name
    lines = [[columns[name].header for name in columns], *([row[name] for name in columns] for row in people)]
    return "".join(delimiter.join(cells) + "\n" for cells in lines)


def deliver(tree: Tree, content: str | bytes, place: str = PLACE, **declared: object) -> Path:
    """Write a delivery; its declaration may be changed key by key, ``None`` leaves a key out."""
    content = content.encode() if isinstance(content, str) else content
    origin, round_name, destination = place.split("/")
    written = {
        "origin": origin,
        "destination": destination,
        "round": round_name,
        "design": "rds",
        "form_version": "1",
        "simulated": "false",
        "encoding": "utf-8",
        "delimiter": ",",
        "files": {"responses": {"name": "responses.csv", "sha256": digest(content)}},
    } | declared
    folder = tree.raw(place)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "responses.csv").write_bytes(content)
    kept = {key: value for key, value in written.items() if value is not None}
    (folder / "delivery.yml").write_text(yaml.safe_dump(kept, allow_unicode=True))
    return folder
