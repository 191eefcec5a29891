"""The command ``mekendesh``: thin, and quick to answer; what is heavy is imported where it is used."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mekendesh.errors import MekendeshError

EXAMPLE = "example"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Mapping a country's diaspora: from a field delivery to reports in Kyrgyz, Russian and English."""


@main.command("run")
@click.argument("targets", nargs=-1, metavar="[KGZ | KGZ-RUS ...]")
@click.option(
    "--round", "round_name", default=EXAMPLE, show_default=True, help="The mapping round, such as 2027-1."
)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=None, help="Corridors side by side [default: the cores]."
)
@click.option("--force", is_flag=True, help="Run again what has not changed.")
@click.option("--dry-run", is_flag=True, help="Say what would run, and why; run nothing.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=None,
    help="Seconds a notebook may take [default: 900].",
)
def run_command(
    targets: tuple[str, ...],
    round_name: str,
    jobs: int | None,
    force: bool,
    dry_run: bool,
    timeout: float | None,
) -> None:
    """Run the notebooks of corridors and origins, and publish their reports.

    An origin (KGZ) stands for the corridors that the round declares for it; without any, Kyrgyzstan. Each origin's
    global report follows its corridors. The exit status is 1 where any of them failed.
    """
    from mekendesh.batch.shelf import run_round

    with _sentences():
        failed = run_round(targets or ("KGZ",), round_name, jobs, force, dry_run, timeout, click.echo)
    sys.exit(1 if failed else 0)


@main.command("list")
@click.argument("origin", required=False)
def list_command(origin: str | None) -> None:
    """List the origins, or the corridors of one origin and what is known of each."""
    from mekendesh.batch.listing import corridor_lines, origin_lines

    with _sentences():
        for line in corridor_lines(origin) if origin else origin_lines():
            click.echo(line)


@main.command("simulate")
@click.argument("targets", nargs=-1, metavar="[KGZ | KGZ-RUS ...]")
@click.option("--seed", type=int, default=None, help="Random seed [default: made from the corridor's name].")
def simulate_command(targets: tuple[str, ...], seed: int | None) -> None:
    """Write simulated deliveries of the round `example`, stamped as such."""
    from mekendesh.batch.shelf import simulate_targets

    with _sentences():
        for line in simulate_targets(targets or ("KGZ",), seed):
            click.echo(line)


@main.command("form")
@click.argument("corridor", metavar="KGZ-RUS")
@click.option("--round", "round_name", default=EXAMPLE, show_default=True, help="The mapping round.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("forms"), show_default=True,
    help="The folder to write into.",
)  # fmt: skip
def form_command(corridor: str, round_name: str, out: Path) -> None:
    """Build the XLSForms of a corridor, which KoBoToolbox or ODK takes, and their codebooks."""
    from mekendesh.batch.instruments import write_forms

    with _sentences():
        for line in write_forms(corridor, round_name, out):
            click.echo(line)


@main.command("rehearse")
@click.argument("corridor", metavar="KGZ-RUS")
@click.option("--round", "round_name", default=EXAMPLE, show_default=True, help="The mapping round.")
@click.option(
    "--surveys", type=click.IntRange(min=2), default=500, show_default=True, help="Fieldworks of each plan."
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes at work.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("rehearsal.csv"), show_default=True,
    help="The file to write, a row a plan, estimator and indicator.",
)  # fmt: skip
def rehearse_command(corridor: str, round_name: str, surveys: int, jobs: int, out: Path) -> None:
    """Rehearse the fieldwork of a corridor on an invented diaspora: bias, error, coverage and cost of each plan.

    All of it is simulated; the number of jobs changes no figure.
    """
    from mekendesh.batch.rehearsing import rehearse_corridor

    with _sentences():
        for line in rehearse_corridor(corridor, round_name, surveys, jobs, out):
            click.echo(line)


@main.command("check")
@click.option(
    "--form",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The XLSForm (.xlsx).",
)
@click.argument("data", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the doubts as CSV.")
@click.option("--encoding", default="", help="Of a CSV that is not UTF-8.")
@click.option("--delimiter", default=",", show_default=True, help="Of a CSV.")
def check_command(
    form: Path, data: tuple[Path, ...], out: Path | None, encoding: str, delimiter: str
) -> None:
    """Check the export of any XLSForm (XLSX, or CSV files) by the form's own rules.

    What the evaluator does not know is listed as not evaluated, never passed in silence. Values are not shown.
    """
    from mekendesh.batch.checking import check_files

    with _sentences():
        for line in check_files(form, data, out, encoding, delimiter):
            click.echo(line)


@main.group("review")
def review_group() -> None:
    """Lay the doubts of a delivery before people as a workbook, and take their decisions back."""


_ROUND = click.option("--round", "round_name", default=EXAMPLE, show_default=True, help="The mapping round.")
_LANGUAGE = click.option(
    "--language", type=click.Choice(["ky", "ru", "en"]), default="ru", show_default=True, help="Of the words."
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@review_group.command("out")
@click.argument("corridor", metavar="KGZ-RUS")
@_ROUND
@_LANGUAGE
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("review.xlsx"),
    show_default=True,
    help="The workbook; it holds answers of people, keep it safe.",
)
@click.option(
    "--links", is_flag=True, help="Also a sample of pairs with registers and lists; it names people."
)
def review_out_command(corridor: str, round_name: str, language: str, out: Path, links: bool) -> None:
    """Write the review workbook of a corridor: every doubt that a decision could settle."""
    from mekendesh.batch.reviewing import write_review

    with _sentences():
        for line in write_review(corridor, round_name, language, out, links=links):
            click.echo(line)


@review_group.command("in")
@click.argument("corridor", metavar="KGZ-RUS")
@click.argument("workbook", type=_FILE)
@_ROUND
@_LANGUAGE
def review_in_command(corridor: str, workbook: Path, round_name: str, language: str) -> None:
    """Take a filled-in workbook back into the cleaning log; what is refused is said row by row."""
    from datetime import date

    from mekendesh.batch.reviewing import take_review

    with _sentences():
        for line in take_review(corridor, round_name, language, workbook, date.today()):
            click.echo(line)


@review_group.command("log")
@click.argument("corridor", metavar="KGZ-RUS")
@click.argument("table", type=_FILE)
@click.option("--reviewer", required=True, help="Who answers for the decisions of the log.")
@_ROUND
@_LANGUAGE
def review_log_command(corridor: str, table: Path, reviewer: str, round_name: str, language: str) -> None:
    """Take over a cleaning log in the format of cleaningtools (uuid, question, old_value, new_value, ...)."""
    from datetime import date

    from mekendesh.batch.reviewing import take_log

    with _sentences():
        for line in take_log(corridor, round_name, language, table, reviewer, date.today()):
            click.echo(line)


@main.command("handover")
@click.argument("corridor", metavar="KGZ-RUS")
@_ROUND
@_LANGUAGE
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder outside the workbench [default: data/handover/KGZ/ROUND/RUS].",
)
def handover_command(corridor: str, round_name: str, language: str, out: Path | None) -> None:
    """Write for each body the ideas of those who agreed to hand them over; replies are kept.

    The workbooks name people: they go to the body they are for, and to nobody else.
    """
    from mekendesh.batch.handover import write_handover

    with _sentences():
        for line in write_handover(corridor, round_name, language, out):
            click.echo(line)


@main.group("roundtable")
def roundtable_group() -> None:
    """Write what the participants of a round table need, and take their ratings and comments back."""


@roundtable_group.command("pack")
@click.argument("origin", metavar="KGZ")
@_ROUND
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into [default: data/roundtable/KGZ/ROUND/pack].",
)
def roundtable_pack_command(origin: str, round_name: str, out: Path | None) -> None:
    """Write the agenda of the day, slides, rating workbook and comment sheet, in three languages."""
    from mekendesh.batch.roundtable import make_pack

    with _sentences():
        for line in make_pack(origin, round_name, out):
            click.echo(line)


@roundtable_group.command("import")
@click.argument("origin", metavar="KGZ")
@click.argument("workbooks", nargs=-1, type=_FILE, metavar="FILE...")
@click.option("--round", "round_name", required=True, help="The mapping round, such as 2027-1.")
@_LANGUAGE
def roundtable_import_command(
    origin: str, workbooks: tuple[Path, ...], round_name: str, language: str
) -> None:
    """Take workbooks back that participants filled in; what is refused is said row by row, without names.

    Everything is built anew from all workbooks received so far; without a FILE, from those alone.
    """
    from mekendesh.batch.roundtable import take_ratings

    with _sentences():
        for line in take_ratings(origin, round_name, language, workbooks):
            click.echo(line)


class _sentences:  # noqa: N801 - reads as a phrase where it is used
    """Say an error of ours or of the file system as one sentence, without a traceback, and end with status 2."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, MekendeshError):
            click.echo(str(error), err=True)
            sys.exit(2)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            what, why = Path(error.filename or "A file").name, error.strerror or type(error).__name__
            click.echo(f"{what} could not be read or written: {why}. Mend that and try again.", err=True)
            sys.exit(2)
