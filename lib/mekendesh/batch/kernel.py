"""One job in a process of its own: papermill executes the notebook, nbconvert writes its page in each language.

Started as ``python -m mekendesh.batch.kernel <job.json> <supervisor> <scratch>`` by `mekendesh.batch.run`, which decides
the outcome. The last thing written is ``done.json``: without it the job did not finish, whatever else is there.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from mekendesh.batch.guard import NOTEBOOK_VARIABLE, REASON_VARIABLE, reason_of
from mekendesh.batch.processes import die_with
from mekendesh.errors import RunError
from mekendesh.files import write_json, write_text

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
"""Errors of writing that become the exit status, since there may be no room to write the reason either."""

KERNEL_ARGUMENTS = ["--IPKernelApp.extensions=mekendesh.batch.guard"]


def main(job_file: Path) -> int:
    """Execute (unless only the pages are wanted), check, render. Returns the process's exit status."""
    # nbformat loads jsonschema, which would build a parser of international addresses: a second of every job, for a
    # rule that no notebook has.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    job = json.loads(job_file.read_text(encoding="utf-8"))
    folder = job_file.parent
    reason_file = folder / "reason.json"
    os.environ |= {REASON_VARIABLE: str(reason_file), NOTEBOOK_VARIABLE: Path(job["notebook"]).stem}
    executed = folder / "executed.ipynb"
    try:
        if job["execute"]:
            execute(Path(job["notebook"]), executed, job["parameters"], reason_file)
        _write_pages(executed, folder, job["pages"], job["tables"])
    except BaseException as error:  # noqa: BLE001 - the boundary: every failure becomes a safe reason
        return _tell(error, reason_file)
    write_json(folder / "done.json", {"done": True})
    return 0


def _tell(error: BaseException, reason_file: Path) -> int:
    """Write the reason, unless the kernel did. Returns the exit status: the system's number where nothing can be written."""
    try:
        if not reason_file.exists():
            write_json(reason_file, reason_of(type(error), error, error.__traceback__))
    except OSError as unwritable:
        error = unwritable
    return error.errno if isinstance(error, OSError) and error.errno in NO_ROOM else 1


def execute(notebook: Path, executed: Path, parameters: dict[str, Any], reason_file: Path) -> None:
    """Run a notebook with papermill in a guarded kernel of its own, and keep a copy that is the same every time.

    Raises ``RunError`` where the kernel died or a cell did not run; the reason of a raising cell is in ``reason_file``.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import DeadKernelError
    from traitlets.config import Config

    from mekendesh.batch.gate import check_complete, normalised

    # Sockets in a folder of this run's own: two kernels with sockets in one folder would hang on each other's.
    with tempfile.TemporaryDirectory(prefix="mk") as short:
        os.environ["JUPYTER_RUNTIME_DIR"] = short
        raw = Path(short) / "executed.ipynb"
        try:
            papermill.execute_notebook(
                notebook,
                raw,
                parameters=parameters,
                progress_bar=False,
                extra_arguments=KERNEL_ARGUMENTS,
                config=Config(KernelManager={"transport": "ipc", "connection_file": f"{short}/kernel.json"}),
                cwd=str(notebook.parent),
            )
        except DeadKernelError:
            raise RunError(
                "The kernel of {notebook} died before it finished (killed, or out of memory). Free memory and run again.",
                notebook=notebook.stem,
            ) from None
        except papermill.PapermillExecutionError as stopped:
            if reason_file.exists():
                raise
            raise RunError(
                "{notebook} stopped with {error}. Run the notebook in JupyterLab to see why.",
                notebook=notebook.stem,
                error=stopped.ename,
            ) from None
        ran = nbformat.read(raw, as_version=4)
    check_complete(ran, notebook.stem)
    write_text(executed, nbformat.writes(normalised(ran)))


def _write_pages(executed: Path, folder: Path, pages: dict[str, str], tables: str) -> None:
    import nbformat

    from mekendesh.batch.gate import check_page
    from mekendesh.reporting.pages.downloads import table_files
    from mekendesh.reporting.pages.page import ReportExporter

    nb = nbformat.read(executed, as_version=4)
    for language, name in pages.items():
        page, _ = ReportExporter(language, pages).from_notebook_node(nb)
        check_page(page, name)
        write_text(folder / "pages" / name, page)
    for name, text in table_files(nb, tables).items():
        write_text(folder / "tables" / name, text)


if __name__ == "__main__":
    _job, _supervisor, _scratch = sys.argv[1:]
    die_with(int(_supervisor), Path(_scratch))
    sys.exit(main(Path(_job)))
