"""The whole cleaning of one corridor and round: read, clean, write. Only the edges touch files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from mekendesh.cleaning.associations import read_associations
from mekendesh.cleaning.checks import (
    ANSWER_CHECKS,
    LARGEST_COMPARED,
    NOT_COMPARED,
    OPEN_LINK_CHECKS,
    RECORD_CHECKS,
    STATISTICAL_CHECKS,
    Check,
    audit_checks,
    find_issues,
    logic_checks,
    phone_checks,
)
from mekendesh.cleaning.coupons import given
from mekendesh.cleaning.decisions import (
    correct_coupons,
    empty_impossible,
    empty_not_relevant,
    not_decided_by_people,
    remove_records,
    remove_sent_again,
)
from mekendesh.cleaning.frozen import Frozen, linked_once, write_lists
from mekendesh.cleaning.interviewers import interviewer_panel
from mekendesh.cleaning.log import APPLIED, REASONS, REASONS_OF, by_people, log_of, read_log
from mekendesh.cleaning.nonresponse import missing_kinds
from mekendesh.cleaning.on_lists import ListsBeside, on_lists
from mekendesh.cleaning.overlap import Overlap, survey_records
from mekendesh.cleaning.pseudonyms import load_key, pseudonym
from mekendesh.cleaning.replay import reconcile, replay
from mekendesh.cleaning.respondents import build_respondents, respondent_types
from mekendesh.cleaning.statements import count_statements, read_statements
from mekendesh.field.audits import durations, read_audits
from mekendesh.field.delivery import OPEN_LINK, RDS, read_content, read_delivery
from mekendesh.field.responses import (
    ESSENTIAL,
    ESSENTIAL_WITHOUT_COUPONS,
    Responses,
    read_responses,
    retype_responses,
)
from mekendesh.files import read_typed_table, write_json, write_text_table, write_typed_table
from mekendesh.structure.channels import load_channels
from mekendesh.structure.corridors import place
from mekendesh.structure.instruments import ORGANISATIONS, corridor_questionnaire
from mekendesh.structure.items import load_domains
from mekendesh.structure.logic import load_logic

if TYPE_CHECKING:
    from mekendesh.files import Tree
    from mekendesh.structure.corridors import Corridor, Round
    from mekendesh.structure.questionnaire import Questionnaire
    from mekendesh.words import Message

NO_DECISIONS = log_of((), "")
ASSOCIATIONS = "associations.parquet"
MISSING = "missing.parquet"


@dataclass(frozen=True, eq=False)
class Cleaning:
    """What cleaning made of a delivery: the respondents, the doubts, the decisions, and the account of all
    rows.
    """

    respondents: pd.DataFrame
    issues: pd.DataFrame
    log: pd.DataFrame
    counts: dict[str, Any]
    checks: tuple[Check, ...] = (*RECORD_CHECKS, *ANSWER_CHECKS)
    """Every check that was made, also those that raised no doubt."""
    responses: Responses | None = None
    """Everything received, as it came."""
    kept: Responses | None = None
    """The responses kept, decisions applied; ``received`` are the same as they came."""
    received: Responses | None = None
    withdrawn: pd.DataFrame | None = None
    """Cells of those removed; only the coupons they gave may be looked at."""
    versions: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Respondents by how far they were cleaned: ``raw``, ``automatic`` (by the rules alone), ``reviewed``."""
    overlaps: tuple[Overlap, ...] = ()
    """How many of those who agreed to be linked stand on each list that came with the delivery."""
    lists: ListsBeside | None = None
    """Who stands on which list; ``None`` where none came."""
    associations: pd.DataFrame | None = None
    """The inventory of associations: `associations.read_associations`."""
    statements: pd.DataFrame | None = None
    """Coded interviews by theme: `statements.count_statements`."""
    panel: pd.DataFrame | None = None
    """The interviewers' work: `interviewers.interviewer_panel`."""
    missing: pd.DataFrame | None = None
    """Why each answer the respondents do not have is missing: `nonresponse.missing_kinds`."""

    @property
    def reasons(self) -> dict[str, dict[str, Message]]:
        """The words of the automatic rules' reasons, by action and reason."""
        return {
            action: {reason: REASONS[reason] for reason in reasons} for action, reasons in REASONS_OF.items()
        }


def clean_delivery(tree: Tree, corridor: Corridor, round: Round) -> Cleaning:
    """Clean the delivery of a corridor and round and write the result under ``data/clean``.

    Decisions of people lie under ``data/decisions`` and come before the automatic rules; the whole log, theirs
    and the rules', is written beside the result.
    Automatic decisions carry the round's date. Raises ``DeliveryError``, ``ReplayError`` or
    ``ProtectionError``.
    """
    where = place(corridor, round)
    questionnaire = corridor_questionnaire(tree, corridor, round)
    delivery = read_delivery(tree, where)
    essential = ESSENTIAL if delivery.design == RDS else ESSENTIAL_WITHOUT_COUPONS
    responses = read_responses(delivery, questionnaire, essential)
    kept_log = tree.decision_log(where)
    people = by_people(read_log(kept_log)) if kept_log.exists() else NO_DECISIONS
    day = round.as_of.isoformat()
    comparable = len(responses.cells) <= LARGEST_COMPARED
    checks = (*logic_checks(load_logic(tree)), *(STATISTICAL_CHECKS if comparable else NOT_COMPARED))
    if not delivery.simulated:
        # Invented numbers are of no country, on purpose.
        checks += phone_checks((corridor.destination, corridor.origin))
    if delivery.design == OPEN_LINK:
        checks += OPEN_LINK_CHECKS
    if delivery.audit is not None:
        audits = read_audits(read_content(delivery, delivery.audit), delivery.audit.name)
        checks += audit_checks({uuid: durations(audit).minutes_union for uuid, audit in audits.items()})
    key = load_key(tree)
    cleaning = clean(responses, questionnaire, key=key, decided_on=day, people=people, more_checks=checks)
    automatic = cleaning
    if len(people):
        automatic = clean(responses, questionnaire, key=key, decided_on=day)
    links = linked_once(tree, where, delivery, cleaning.kept, key=key, as_of=round.as_of, people=people)
    cleaning = replace(
        cleaning,
        log=pd.concat([cleaning.log, links.log], ignore_index=True),
        versions={
            "raw": as_received(responses, cleaning, questionnaire, key),
            "automatic": automatic.respondents,
            "reviewed": cleaning.respondents,
        },
        overlaps=links.overlaps,
        lists=_lists_beside(cleaning, links, people, key),
        associations=None
        if delivery.organisations is None
        else read_associations(delivery, corridor_questionnaire(tree, corridor, round, ORGANISATIONS)),
        statements=count_statements(read_statements(delivery, _themes(tree))),
        panel=_panel_of(cleaning, questionnaire) if comparable else None,
    )
    write_cleaning(tree, where, cleaning)
    return cleaning


def _panel_of(cleaning: Cleaning, questionnaire: Questionnaire) -> pd.DataFrame:
    issues = cleaning.issues
    lined = issues[issues["check"] == "straightlining"]
    return interviewer_panel(cleaning.received, questionnaire, issues, straightlined=lined)


def _lists_beside(cleaning: Cleaning, links: Frozen, people: pd.DataFrame, key: bytes) -> ListsBeside | None:
    if links.histories is None:
        return None
    decided = pd.concat([people, links.log], ignore_index=True)
    decided = decided.assign(uuid=decided["uuid"].map(lambda uuid: pseudonym(key, "respondent", uuid)))
    compared = [pseudonym(key, "respondent", uuid) for uuid in survey_records(cleaning.kept)["record"]]
    names = [overlap.name for overlap in links.overlaps]
    return ListsBeside(
        links.overlaps, links.histories, on_lists(cleaning.respondents, compared, decided, names)
    )


def _themes(tree: Tree) -> tuple[str, ...]:
    """What a statement may be about: a contribution channel, or a domain of readiness."""
    channels = [channel.channel for channel in load_channels(tree)]
    return (*channels, *(domain.domain for domain in load_domains(tree)))


def clean(
    responses: Responses,
    questionnaire: Questionnaire,
    *,
    key: bytes,
    decided_on: str,
    people: pd.DataFrame = NO_DECISIONS,
    more_checks: tuple[Check, ...] = (),
) -> Cleaning:
    """Check the responses, decide the unambiguous cases, replay all decisions on the raw cells, build
    respondents.

    Doubts about records speak of everything received; doubts about answers of the people who may be
    analysed, as they were received. Coupons are compared among these people only, so that the result is the
    one a delivery without a person who withdrew would give.
    """
    raw = responses.cells
    rejected, accepted = (people[people["state"].isin(states)] for states in (("rejected",), APPLIED))
    again = not_decided_by_people(remove_sent_again(raw), people)
    log = pd.concat([people, log_of(again, decided_on)], ignore_index=True)

    corrected = retype_responses(responses, replay(raw, log, questionnaire).cells, questionnaire)
    changed = set(zip(accepted["uuid"], accepted["column"], strict=True))
    removing = not_decided_by_people(remove_records(corrected, changed), rejected)
    log = pd.concat([log, log_of(removing, decided_on)], ignore_index=True)

    kept = retype_responses(responses, replay(raw, log, questionnaire).cells, questionnaire)
    answering = [
        *empty_not_relevant(raw, kept.cells, questionnaire),
        *empty_impossible(kept, questionnaire),
        *correct_coupons(kept.cells),
    ]
    once = {decision[:2]: decision for decision in reversed(answering)}
    answering = not_decided_by_people(reversed(once.values()), people)
    log = pd.concat([log, log_of(answering, decided_on)], ignore_index=True)
    done = replay(raw, log, questionnaire)
    reconcile(raw, log, done, questionnaire)

    received = retype_responses(responses, raw.loc[done.cells.index], questionnaire)
    checks = (*ANSWER_CHECKS, *more_checks)
    issues = pd.concat(
        [find_issues(RECORD_CHECKS, responses, questionnaire), find_issues(checks, received, questionnaire)],
        ignore_index=True,
    )
    # What somebody gave whose interview was removed was given all the same; of those who did not agree nothing is
    # compared, of those sent again the first is there.
    withdrawn = raw.loc[done.removed.index[done.removed != "sent_again"]]
    removed = raw.loc[done.removed.index[~done.removed.isin(["sent_again", "no_consent"])]]
    issues = _without_known_givers(issues, received.cells, removed)
    kept = retype_responses(responses, done.cells, questionnaire)
    respondents = build_respondents(kept, withdrawn, questionnaire, key)
    return Cleaning(
        respondents=respondents,
        issues=issues,
        log=log,
        counts=done.counts,
        checks=(*RECORD_CHECKS, *checks),
        responses=responses,
        kept=kept,
        received=received,
        withdrawn=withdrawn,
        missing=missing_kinds(respondents, kept, received, questionnaire),
    )


def _without_known_givers(issues: pd.DataFrame, cells: pd.DataFrame, removed: pd.DataFrame) -> pd.DataFrame:
    """The issues without those about a coupon "nobody gave" that a removed record gave."""
    if removed.empty:
        return issues
    given_there = set(given(removed)["coupon"])
    brought = issues["row"].map(cells["coupon_received"].str.strip())
    known = (issues["check"] == "coupon_not_given") & brought.isin(given_there)
    return issues[~known].reset_index(drop=True)


def as_received(
    responses: Responses, cleaning: Cleaning, questionnaire: Questionnaire, key: bytes
) -> pd.DataFrame:
    """The respondents no decision touched: everyone who agreed and can be named, with the answers as they came."""
    cells = responses.cells
    named = cells["_uuid"].str.strip()
    agreed = responses.typed["consent_analyse"].fillna(False).astype(bool)
    rows = cells[agreed & (named != "") & ~named.duplicated(keep=False)]
    untouched = retype_responses(responses, rows, questionnaire)
    return build_respondents(untouched, cleaning.withdrawn, questionnaire, key)


def write_cleaning(tree: Tree, where: str, cleaning: Cleaning) -> None:
    """Write one place's result; the respondents last, so that they never stand beside an older account of
    them.
    """
    folder = tree.clean(where)
    write_text_table(folder / "cleaning_log.csv", cleaning.log)
    write_text_table(folder / "issues.csv", cleaning.issues)
    write_json(folder / "counts.json", cleaning.counts)
    if cleaning.associations is not None:
        write_typed_table(folder / ASSOCIATIONS, cleaning.associations)
    write_lists(folder, cleaning.lists)
    if cleaning.missing is not None:
        write_typed_table(folder / MISSING, cleaning.missing)
    write_typed_table(folder / "respondents.parquet", cleaning.respondents)


def load_respondents(tree: Tree, where: str, questionnaire: Questionnaire) -> pd.DataFrame:
    """The respondents of one place (``KGZ/example/RUS``), typed as cleaning left them.

    Raises ``FileError`` where there are none yet or the file is damaged.
    """
    table = read_typed_table(tree.clean(where) / "respondents.parquet")
    # The file carries no pandas metadata, so a nullable column comes back as what its values alone allow.
    return table.astype(respondent_types(questionnaire))
