from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings

from mekendesh.cleaning.handshake import respondents_of
from mekendesh.estimation.shares.corridor import Estimates
from mekendesh.estimation.shares.survey import estimate
from mekendesh.files import Tree
from mekendesh.judgement.corridor import Judgement, judge
from mekendesh.reporting.doors.door import Public, protect_estimates, protect_judgement
from mekendesh.simulation.example import simulate_if_example
from mekendesh.structure.mapping import Mapping, open_mapping

CHECKOUT = Path(__file__).resolve().parents[1]

LONGEST = (
    *("test_pages.py", "test_bad_inputs.py", "test_batch_run.py", "test_batch_reviewing.py"),
    *("test_cleaning_interviewers.py", "test_cleaning_likeness.py", "test_reporting_headlines.py"),
    *("test_reporting_readiness.py", "test_batch_handover.py", "test_field_xlsforms.py"),
)
"""The files that take longest. They are handed out first, so that no worker is left with one of them at the end."""

# A busy machine is no fault of the code: speed is measured in benchmarks, never by a deadline.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


def linked_tree(folder: Path, patch: pytest.MonkeyPatch) -> Tree:
    """A workbench of its own in an empty folder: the checkout's structure, figures, notebooks and catalogues."""
    for shared in ("data/structure", "data/reference", "notebooks", "locale", "requirements.lock"):
        (folder / shared).parent.mkdir(parents=True, exist_ok=True)
        (folder / shared).symlink_to(CHECKOUT / shared)
    patch.setenv("MEKENDESH_ROOT", str(folder))
    patch.setenv("MEKENDESH_KEY", str(folder.parent / f"{folder.name}.key"))
    return Tree(folder)


@pytest.fixture
def tree(tmp_path, monkeypatch) -> Tree:
    """See `linked_tree`."""
    return linked_tree(tmp_path, monkeypatch)


@dataclass(frozen=True, eq=False)
class Surveyed:
    """A simulated corridor, walked from delivery to protected tables as 03 does it."""

    mapping: Mapping
    estimates: Estimates
    judgement: Judgement
    public: Public


@pytest.fixture(scope="session")
def surveyed(tmp_path_factory) -> Surveyed:
    """The example round of KGZ-RUS in a tree of its own."""
    with pytest.MonkeyPatch.context() as patch:
        linked_tree(tmp_path_factory.mktemp("surveyed"), patch)
        mapping = open_mapping("KGZ", "RUS", "example")
        simulate_if_example(mapping)
        estimates = estimate(mapping, respondents_of(mapping))
    shares = protect_estimates(mapping, estimates)
    judgement = judge(mapping, estimates, shares)
    return Surveyed(mapping, estimates, judgement, protect_judgement(judgement, shares))


@pytest.fixture(scope="session")
def all_hidden(surveyed) -> Surveyed:
    """The same corridor, had so few people answered that every share is hidden."""
    shares = surveyed.public.shares.assign(value=float("nan"), low=float("nan"), high=float("nan"), flag="c")
    judgement = judge(surveyed.mapping, surveyed.estimates, shares)
    return replace(surveyed, judgement=judgement, public=protect_judgement(judgement, shares))


@pytest.fixture
def notebook():
    """Make a notebook from cells: text is prose, a list of blocks is what a code cell displayed."""

    def make(*cells):
        made = []
        for count, cell in enumerate(cells, start=1):
            if isinstance(cell, str):
                made.append(nbformat.v4.new_markdown_cell(cell))
                continue
            code = nbformat.v4.new_code_cell("show()", execution_count=count)
            for block in cell:
                code.outputs.append(nbformat.v4.new_output("display_data", data=block._repr_mimebundle_()))
            made.append(code)
        return nbformat.v4.new_notebook(cells=made)

    return make
