"""Writing a simulated round where a delivery of the field would lie, and its truth somewhere else.

Only the round ``example`` is simulated, and a delivery not declared as simulated is never touched.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from mekendesh.errors import DeliveryError, ParameterError
from mekendesh.files import digest, digest_files, write_atomically, write_json, write_text, write_typed_table
from mekendesh.simulation.answers import FORM_VERSION
from mekendesh.simulation.organisations import simulate_organisations
from mekendesh.simulation.registers import as_file
from mekendesh.simulation.simulate import Simulated, load_setting, simulate, stable_seed
from mekendesh.structure.channels import load_channels
from mekendesh.structure.corridors import place
from mekendesh.structure.instruments import ORGANISATIONS, corridor_questionnaire
from mekendesh.structure.sites import sites_of
from mekendesh.structure.sizes import anchor_size, published_sizes
from mekendesh.structure.stocks import female_share
from mekendesh.words import country_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from mekendesh.files import Tree
    from mekendesh.structure.corridors import Corridor, Round

DECLARATION = "delivery.yml"
RESPONSES = "responses.csv"
ORGANISATIONS_FILE = "organisations.csv"
STATEMENTS_FILE = "statements.csv"
INFORMANTS, STATEMENTS = 12, 60
"""Of the invented interviews with officials and key informants; assumptions."""


def simulate_delivery(tree: Tree, corridor: Corridor, round: Round, rng_seed: int | None = None) -> Path:
    """Simulate the round of a corridor and write its delivery and its truth; returns the delivery's folder.

    Size and share of women come from the published figures of the corridor. ``rng_seed`` follows from
    corridor and round unless given; the same call writes the same bytes. Raises ``ParameterError`` for a
    round that is not an example or a corridor nobody published a figure of, ``DeliveryError`` where a
    delivery of the field lies.
    """
    if not round.is_example:
        raise ParameterError(
            "The round {round} is not simulated: what it tells must come from the field. "
            "Simulate the round example, or bring the delivery of {round}.",
            round=round.name,
        )
    where = place(corridor, round)
    refuse_to_overwrite(tree.raw(where))
    anchor = anchor_size(published_sizes(tree, corridor))
    share = female_share(tree, corridor)
    if anchor is None or share is None:
        raise ParameterError(
            "No source gives a figure to simulate the people of {corridor} from. "
            "Add one to data/reference, or choose another corridor.",
            corridor=corridor.code,
        )
    setting = load_setting(tree, corridor, round)
    seed = stable_seed(corridor.code, round.name) if rng_seed is None else rng_seed
    simulated = simulate(
        setting,
        sites_of(tree, corridor.destination),
        population=anchor.persons,
        female_share=share.share,
        as_of=round.as_of,
        rng_seed=seed,
    )
    _write_truth(tree.truth(where), simulated, corridor, round, seed)
    themes = [channel.channel for channel in load_channels(tree)]
    organisations = simulate_organisations(
        corridor_questionnaire(tree, corridor, round, ORGANISATIONS),
        sites_of(tree, corridor.destination),
        country_name(corridor.destination, "ru"),
        np.random.default_rng([seed, 1]),
    )
    delivered = _write_delivery(tree.raw(where), simulated, organisations, themes, corridor, round, seed)
    write_text(_made_from(tree, where), _simulation_key(tree))
    return delivered


def is_current(tree: Tree, corridor: Corridor, round: Round) -> bool:
    """Whether the delivery that lies there is what `simulate_delivery` makes today, as far as it can be told.

    A delivery that does not say what it was made from, such as one brought by hand, is never called stale.
    """
    mark = _made_from(tree, place(corridor, round))
    return not mark.is_file() or mark.read_text(encoding="utf-8") == _simulation_key(tree)


def refuse_to_overwrite(folder: Path) -> None:
    """Raise ``DeliveryError`` unless the folder is empty or declares its delivery as simulated."""
    if not folder.is_dir() or all(file.name.startswith(".") for file in folder.iterdir()):
        return
    try:
        declared = yaml.safe_load((folder / DECLARATION).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        declared = None
    if not isinstance(declared, dict) or declared.get("simulated") is not True:
        raise DeliveryError(
            "{folder} holds a delivery that does not say simulated: true in {file}. It is not written over: "
            "move it to the round it belongs to, then simulate again.",
            folder=folder.name,
            file=DECLARATION,
        )


def _made_from(tree: Tree, where: str) -> Path:
    return tree.truth(where) / "made_from.txt"


def _simulation_key(tree: Tree) -> str:
    """What a simulated delivery is made from: this room, the structure and the published figures."""
    room = Path(__file__).resolve().parent
    return digest_files(room, [room]) + digest_files(tree.root, [tree.structure, tree.reference])


def _write_delivery(
    folder: Path,
    simulated: Simulated,
    organisations: pd.DataFrame,
    themes: Sequence[str],
    corridor: Corridor,
    round: Round,
    rng_seed: int,
) -> Path:
    """The declaration first: a delivery cut off between the two is noticed, and may be simulated again."""
    content = simulated.responses.to_csv(index=False, lineterminator="\n").encode("utf-8")
    inventory = organisations.to_csv(index=False, lineterminator="\n").encode("utf-8")
    lists = _lists(simulated)
    declared = {
        "origin": corridor.origin,
        "destination": corridor.destination,
        "round": round.name,
        "design": "rds",
        "form_version": FORM_VERSION,
        "simulated": True,
        "encoding": "utf-8",
        "delimiter": ",",
        "rng_seed": rng_seed,
        "files": {
            "responses": {
                "name": RESPONSES,
                "sha256": digest(content),
                "rows": len(simulated.responses),
            },
            "organisations": {
                "name": ORGANISATIONS_FILE,
                "sha256": digest(inventory),
                "rows": len(organisations),
            },
            "statements": {"name": STATEMENTS_FILE},
        },
        "lists": {
            name: declared | {"sha256": digest(file), "rows": str(rows)}
            for name, (declared, file, rows) in lists.items()
        },
    }
    write_text(folder / DECLARATION, yaml.safe_dump(declared, sort_keys=False, allow_unicode=True))
    for declared, file, _ in lists.values():
        write_atomically(folder / declared["file"], file)
    write_atomically(folder / ORGANISATIONS_FILE, inventory)
    write_text(folder / STATEMENTS_FILE, _statements(themes, rng_seed))
    write_atomically(folder / RESPONSES, content)
    return folder


def _statements(themes: Sequence[str], rng_seed: int) -> str:
    """Coded statements of invented informants: any theme and any stance is as likely as any other."""
    rng = np.random.default_rng([rng_seed, 2])
    lines = ["statement_id,informant,theme,stance,statement"]
    for number in range(1, STATEMENTS + 1):
        informant, theme = rng.integers(1, INFORMANTS + 1), rng.choice(list(themes))
        stance = rng.choice(["supports", "opposes", "mixed"], p=[0.5, 0.3, 0.2])
        lines.append(f"S{number:03d},K{informant:02d},{theme},{stance},Invented statement {number}")
    return "\n".join(lines) + "\n"


def _lists(simulated: Simulated) -> dict[str, tuple[dict[str, Any], bytes, int]]:
    """The lists beside the responses: what is declared of each, its bytes, its records.

    The register as a consulate keeps it, in cp1251 with semicolons; the associations' in UTF-8.
    """
    grounds = {
        "legal_basis": "Simulated; no person in it exists.",
        "purpose": "How many people stand on the list and in the survey.",
        "as_of": "2026-01-01",
        "delete_by": "2099-12-31",
    }
    register = {
        "file": "consular_register.csv",
        "kind": "register",
        "encoding": "cp1251",
        "delimiter": ";",
        **grounds,
        "columns": {
            "record": "record_id", "family": "family_name", "given": "given_name", "patronymic": "patronymic",
            "birth": "birth_date", "sex": "sex", "phone": "phone", "document": "document", "city": "city",
        },
        "sexes": {"ж": "female", "м": "male"},
    }  # fmt: skip
    table = simulated.register.table
    lists = {"consular_register": (register, as_file(table, "cp1251", ";"), len(table))}
    for number, association in enumerate(simulated.associations, start=1):
        declared = {
            "file": f"association_{number}.csv",
            "kind": "association",
            "encoding": "utf-8",
            "delimiter": ";",
            **grounds,
            "columns": {
                "record": "record_id", "name": "full_name", "birth": "birth_year", "phone": "phone",
                "city": "city", "group": "association",
            },
        }  # fmt: skip
        content = as_file(association.table, "utf-8", ";")
        lists[f"association_{number}"] = (declared, content, len(association.table))
    return lists


def _write_truth(folder: Path, simulated: Simulated, corridor: Corridor, round: Round, rng_seed: int) -> None:
    """What only a simulation knows; nothing but tests reads it."""
    write_typed_table(folder / "people.parquet", simulated.people)
    write_typed_table(folder / "consular_register.parquet", simulated.register.truth)
    for number, association in enumerate(simulated.associations, start=1):
        write_typed_table(folder / f"association_{number}.parquet", association.truth)
    write_json(
        folder / "truth.json",
        {
            "corridor": corridor.code,
            "round": round.name,
            "rng_seed": rng_seed,
            "people": len(simulated.people),
            "planted": [asdict(mistake) for mistake in simulated.planted],
        },
    )
