"""The delivery: the files received for one corridor and round, exactly as they came, and what is declared of
them.

``delivery.yml`` is written by whoever hands the files over. It says whose responses these are, whether they
are simulated, and which bytes they have, so that a file cut off on its way is noticed before anything is
computed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from mekendesh.errors import DeliveryError
from mekendesh.field.lists import NamedList, declared_lists
from mekendesh.files import digest

if TYPE_CHECKING:
    from mekendesh.files import Tree

DECLARATION = "delivery.yml"
EXAMPLE_ROUND = "example"
RDS, OPEN_LINK, TIME_LOCATION, LISTS = DESIGNS = ("rds", "open_link", "time_location", "lists")
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Delivery:
    """What ``delivery.yml`` declares. ``sha256`` is empty and ``rows`` is ``None`` where nothing was
    declared; ``sheet`` names the worksheet of a workbook that holds several, ``lists`` the registers
    and lists beside the responses, ``organisations`` the answers of associations, as a delivery of its own file, ``audit`` the devices' audit log, ``statements``
    coded interviews.
    """

    origin: str
    destination: str
    round: str
    design: str
    simulated: bool
    form_version: str
    encoding: str
    delimiter: str
    responses: Path
    sha256: str
    rows: int | None
    sheet: str = ""
    lists: tuple[NamedList, ...] = ()
    organisations: Delivery | None = None
    audit: Path | None = None
    statements: Path | None = None

    @property
    def file(self) -> str:
        """The name of the responses file, for messages."""
        return self.responses.name


def read_delivery(tree: Tree, place: str) -> Delivery:
    """Read and check ``delivery.yml`` of one place (``KGZ/example/RUS``).

    Raises ``DeliveryError`` where the declaration is missing, unreadable, speaks of another place, leaves out
    whether the people are simulated, or names a file outside its own folder.
    """
    folder = tree.raw(place)
    declared = _read_declaration(folder / DECLARATION)
    origin, round_name, destination = place.split("/")
    for key, expected in (("origin", origin), ("destination", destination), ("round", round_name)):
        found = _text(declared, key)
        if found != expected:
            raise DeliveryError(
                "{file} says {key}: {found}, but lies in the folder of {expected}. Mend {key}, or move the "
                "folder.",
                file=DECLARATION,
                key=key,
                found=found or "?",
                expected=expected,
            )
    simulated = _one_of(declared, "simulated", ("true", "false")) == "true"
    if simulated != (round_name == EXAMPLE_ROUND):
        raise DeliveryError(
            "{file} says simulated: {found} in the round {round}. Simulated people belong into the round "
            "{example} and nobody else does. Mend simulated, or move the folder.",
            file=DECLARATION,
            found=str(simulated).lower(),
            round=round_name,
            example=EXAMPLE_ROUND,
        )
    entry = declared.get("files", {}).get("responses") if isinstance(declared.get("files"), dict) else None
    if not isinstance(entry, dict):
        raise DeliveryError(
            "{file} does not name the file of responses. Add files: responses: name and sha256.",
            file=DECLARATION,
        )
    delivery = Delivery(
        origin=origin,
        destination=destination,
        round=round_name,
        design=_one_of(declared, "design", DESIGNS),
        simulated=simulated,
        form_version=_text(declared, "form_version"),
        encoding=_text(declared, "encoding"),
        delimiter=_one_of({"delimiter": ",", **declared}, "delimiter", DELIMITERS),
        responses=_inside(folder, _text(entry, "name")),
        sha256=_text(entry, "sha256").lower(),
        rows=_rows(entry),
        sheet=_text(entry, "sheet"),
        lists=declared_lists(declared.get("lists"), folder, DECLARATION),
    )
    audit = declared["files"].get("audit")
    if isinstance(audit, dict):
        delivery = replace(delivery, audit=_inside(folder, _text(audit, "name")))
    said = declared["files"].get("statements")
    if isinstance(said, dict):
        delivery = replace(delivery, statements=_inside(folder, _text(said, "name")))
    other = declared["files"].get("organisations")
    if not isinstance(other, dict):
        return delivery
    beside = replace(
        delivery,
        responses=_inside(folder, _text(other, "name")),
        sha256=_text(other, "sha256").lower(),
        rows=_rows(other),
        sheet=_text(other, "sheet"),
        lists=(),
    )
    return replace(delivery, organisations=beside)


def read_content(delivery: Delivery, path: Path | None = None) -> bytes:
    """The bytes of the responses file, or of another one that the declaration names."""
    try:
        return (path or delivery.responses).read_bytes()
    except OSError:
        raise DeliveryError(
            "{declaration} names {file}, which is not there or cannot be read. Add the file, or mend its "
            "name.",
            declaration=DECLARATION,
            file=(path or delivery.responses).name,
        ) from None


def verify_content(delivery: Delivery, content: bytes) -> None:
    """Refuse bytes that are not the declared ones.

    Called after the table was read, because a table that is visibly cut off has a more helpful message.
    """
    if delivery.sha256 and digest(content) != delivery.sha256:
        raise DeliveryError(
            "{file} is not the file that {declaration} describes (sha256 differs): it was cut off or changed "
            "on its way. Ask for the whole file again.",
            file=delivery.file,
            declaration=DECLARATION,
        )


def _read_declaration(path: Path) -> dict[str, Any]:
    """Every scalar stays the text that was typed: with YAML's own types ``NO`` would be false and a digest a
    number.
    """
    try:
        declared = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_OnceLoader)
    except _RepeatedKeyError as repeated:
        raise DeliveryError(
            "{file}, line {line}: the key {key} stands there twice. Keep the one that is true.",
            file=DECLARATION,
            line=repeated.line,
            key=repeated.key,
        ) from None
    except RecursionError:
        raise DeliveryError(
            "{file} is nested beyond reading. Write its keys one a line.", file=DECLARATION
        ) from None
    except OSError:
        raise DeliveryError(
            "{file} is missing beside the delivered files, or cannot be read. Add it: origin, destination, "
            "round, design, simulated, files.",
            file=DECLARATION,
        ) from None
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        raise DeliveryError(
            "{file}, line {line}: this is not YAML. Mend the line; a colon is followed by a blank.",
            file=DECLARATION,
            line=mark.line + 1 if mark else 1,
        ) from None
    except UnicodeDecodeError:
        raise DeliveryError("{file} is not UTF-8 text. Save it as UTF-8.", file=DECLARATION) from None
    if not isinstance(declared, dict):
        raise DeliveryError(
            "{file} holds no keys; origin, destination, round, design, simulated and files were expected. "
            "Write them, one a line.",
            file=DECLARATION,
        )
    return declared


class _RepeatedKeyError(Exception):
    def __init__(self, key: str, line: int) -> None:
        super().__init__(key, line)
        self.key, self.line = key, line


class _OnceLoader(yaml.BaseLoader):
    """Texts only, and every key once: YAML itself lets the last of two win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value).strip().casefold()
            if name in seen:
                raise _RepeatedKeyError(name[:40], key.start_mark.line + 1)
            seen.add(name)
        return super().construct_mapping(node, deep)


def _text(declared: dict[str, Any], key: str) -> str:
    value = declared.get(key, "")
    return value if isinstance(value, str) else ""


def _one_of(declared: dict[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    found = _text(declared, key)
    if found not in allowed:
        raise DeliveryError(
            "{file} says {key}: {found}; expected is one of {allowed}. Mend {key}.",
            file=DECLARATION,
            key=key,
            found=found or "?",
            allowed=" ".join("tab" if name == "\t" else name for name in allowed),
        )
    return found


def _rows(entry: dict[str, Any]) -> int | None:
    declared = _text(entry, "rows")
    if declared and not (declared.isascii() and declared.isdecimal() and len(declared) < 10):
        raise DeliveryError(
            "{file} says rows: {found}; a whole number was expected. Mend rows, or leave it out.",
            file=DECLARATION,
            found=declared[:40],
        )
    return int(declared) if declared else None


def _inside(folder: Path, name: str) -> Path:
    path = folder / name.replace("\0", "/")
    if not name or Path(name).name != name or "\0" in name or path.resolve().parent != folder.resolve():
        raise DeliveryError(
            "{file} names a file that does not lie beside it. Put the file into the same folder and write "
            "its bare name.",
            file=DECLARATION,
        )
    return path
