"""Handing ideas over: the list of those who agreed to it, a workbook a body, with the replies kept.

It names people, so it lies outside of everything that is published, and no report knows of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.batch.handover_sheet import REFERENCE, TOLD, ideas_workbook, read_replies
from mekendesh.cleaning.clean import clean_delivery
from mekendesh.cleaning.free_text import identifying_text
from mekendesh.cleaning.pseudonyms import load_key, pseudonym
from mekendesh.errors import DeliveryError, ParameterError, ProtectionError
from mekendesh.files import write_atomically
from mekendesh.judgement.addressing import addressee
from mekendesh.judgement.ideas import SECTOR, STAGE
from mekendesh.structure.idea_routes import UNKNOWN_SECTOR, load_idea_routes
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import Country, Term, Verbatim, message, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mekendesh.field.responses import Responses
    from mekendesh.files import Tree
    from mekendesh.structure.mapping import Mapping

PURPOSE = "handover"
TEXT = "idea_text"
CHOSEN = {"sector": SECTOR, "stage": STAGE, "need": "idea_need", "region": "idea_region"}
WITHHELD = message(
    "Withheld: the words hold a name or contact details, and the person did not agree to be contacted."
)


def write_handover(
    corridor_code: str, round_name: str, language: str, out: Path | None = None
) -> Iterator[str]:
    """Write the list of ideas of each body into ``out``, else into ``data/handover/<place>``.

    On a list stand the people who agreed to the analysis and to handing their idea over; name and telephone
    only of those who also agreed to be contacted. One body receives an idea, by its sector
    (``idea_routes.csv``), as it is named at the round's date; in an example round only by its role. Replies that
    stand in the lists are kept, also where an idea moves to another body; who withdrew is gone from the next
    list, reply and all. Yields a line a list, with counts only.

    Raises ``ProtectionError`` for a folder where the lists may not lie, ``DeliveryError`` where there is no
    delivery or a list that is there cannot be read: nothing is written over it.
    """
    origin, _, destination = corridor_code.upper().partition("-")
    if not destination:
        raise ParameterError(
            "{found} is no corridor. Write origin and destination, such as KGZ-RUS.",
            found=repr(corridor_code),
        )
    mapping = open_mapping(origin, destination, round_name)
    folder = folder_for(mapping.tree, mapping.place, out)
    if not mapping.is_in_the_field:
        raise DeliveryError(
            "No delivery has come in for {place}, so there is no idea to hand over. Lay it under data/raw first.",
            place=mapping.place,
        )
    key = load_key(mapping.tree)
    mark = pseudonym(key, PURPOSE, "key")
    kept = clean_delivery(mapping.tree, mapping.corridor, mapping.round).kept
    lists = ideas_by_role(mapping, kept, key, language)
    stem = _stem(mapping)
    files = {role.role: folder / f"{stem}_{role.role}.xlsx" for role in mapping.framework.roles}
    there = [path for path in files.values() if path.exists()]
    replies = _replies(there, mark)
    written = {
        files[role]: ideas_workbook(_title(mapping, role), rows, replies, mark, language, mapping.round.as_of)
        for role, rows in lists.items()
    }
    _close(folder, mapping.tree)
    for path, content in written.items():
        write_atomically(path, content)
        path.chmod(0o600)
    removed = [path for path in there if path not in written]
    for path in removed:
        path.unlink()
    for role, rows in lists.items():
        answered = sum(row[REFERENCE] in replies for row in rows)
        yield f"{files[role].name}: {len(rows)} ideas, {answered} with a reply"
    for path in removed:
        yield f"{path.name}: no idea left, list removed"
    for path in sorted(folder.glob(f"*{stem}*.xlsx")):
        if path not in written:
            yield f"{path.name}: not written here; it may name people who withdrew, so delete it once it is done with"


def _close(folder: Path, tree: Tree) -> None:
    """Make the folder for its owner alone; one that somebody else made is refused where others can look into it."""
    if folder.exists() and not folder.is_relative_to((tree.root / "data" / "handover").resolve()):
        if folder.stat().st_mode & 0o077:
            raise ProtectionError(
                "The folder {folder} is open to other users. Close it with chmod 700, or name one that is not there yet.",
                folder=folder.name,
            )
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


def folder_for(tree: Tree, place: str, out: Path | None = None) -> Path:
    """Where the lists may lie: under ``data/handover``, or outside of the workbench and of any git repository.

    Raises ``ProtectionError`` for any other folder, wherever links lead: ``outputs`` is published, ``data/raw``
    is never written to, and what git keeps is passed on.
    """
    own = (tree.root / "data" / "handover").resolve()
    folder = (out or own / place).resolve()
    published = folder.is_relative_to(tree.outputs.resolve())
    if folder.is_relative_to(own) and not published:
        return folder
    inside = folder.is_relative_to(tree.root.resolve())
    published = published or tree.outputs.name in folder.parts
    in_git = any((above / ".git").exists() for above in (folder, *folder.parents))
    if inside or published or in_git:
        raise ProtectionError(
            "A list that names people may not lie in {folder}: outputs are published, and what lies in the workbench or "
            "in git is passed on. Leave the folder out, or name one elsewhere.",
            folder=folder.name,
        )
    return folder


def ideas_by_role(
    mapping: Mapping, kept: Responses, key: bytes, language: str
) -> dict[str, list[dict[str, str]]]:
    """The rows of each body's list in the order of the delivery, from the responses that were kept."""
    form = mapping.questionnaire
    routes = load_idea_routes(
        mapping.tree,
        form.codes_of(form.by_name[SECTOR].choices),
        [role.role for role in mapping.framework.roles],
    )
    labels = {
        name: {choice.code: choice.label for choice in form.choices_of(form.by_name[column].choices)}
        for name, column in CHOSEN.items()
    }
    cells, typed = kept.cells, kept.typed
    agreed = (typed["consent_idea"].fillna(False) & typed["consent_analyse"].fillna(False)).astype(bool)
    reachable = typed["consent_recontact"].fillna(False).astype(bool)
    telling = {row for row, column in identifying_text(kept, form) if column == TEXT}
    lists: dict[str, list[dict[str, str]]] = {}
    for row in cells.index[agreed]:
        text = cells.at[row, TEXT].strip()
        if not text and not cells.at[row, STAGE].strip():
            continue
        codes = {name: cells.at[row, column].strip() for name, column in CHOSEN.items()}
        contact = bool(reachable[row])
        told = {
            REFERENCE: pseudonym(key, PURPOSE, cells.at[row, "_uuid"].strip()),
            **{name: _worded(labels[name].get(code), language) for name, code in codes.items()},
            "idea": text if contact or row not in telling else say(WITHHELD, language),
            "name": cells.at[row, "name"].strip() if contact else "",
            "phone": cells.at[row, "phone"].strip() if contact else "",
        }
        role = routes.get(codes["sector"], routes[UNKNOWN_SECTOR])
        lists.setdefault(role, []).append({name: told[name] for name in TOLD})
    return lists


def _replies(paths: list[Path], mark: str) -> dict[str, dict[str, str]]:
    """The replies of all lists together. Raises ``DeliveryError`` where two lists reply to one idea differently."""
    replies: dict[str, dict[str, str]] = {}
    for path in paths:
        for reference, reply in read_replies(path.read_bytes(), path.name, mark).items():
            if replies.setdefault(reference, reply) != reply:
                raise DeliveryError(
                    "{file} replies to an idea to which another list replies differently. Keep one of the two replies.",
                    file=path.name,
                )
    return replies


def _worded(label: Term | None, language: str) -> str:
    return say(label, language) if label else ""


def _stem(mapping: Mapping) -> str:
    stem = f"{mapping.corridor.code}_{mapping.round.name}"
    return f"EXAMPLE_{stem}" if mapping.round.is_example else stem


def _title(mapping: Mapping, role: str) -> Term:
    body = addressee(mapping.framework, role, mapping.corridor.origin, mapping.round).label
    place = {"origin": Country(mapping.corridor.origin), "destination": Country(mapping.corridor.destination)}
    if mapping.round.is_example:
        return message(
            "EXAMPLE, simulated. Ideas of compatriots, {origin} – {destination}, for: {body}",
            body=body,
            **place,
        )
    return message(
        "Ideas of compatriots, {origin} – {destination}, round {round}, for: {body}",
        body=body,
        round=Verbatim(mapping.round.name),
        **place,
    )
