"""Errors of the report commands."""

from pathlib import Path


class ReportError(Exception):
    """A report command failed. The message also says what the person can do next."""

    def __init__(self, *, wanted: str, happened: str, where: Path | str, next_step: str) -> None:
        super().__init__(
            f"wanted: {wanted}\nhappened: {happened}\nwhere: {where}\nnext: {next_step}"
        )


class NotAReport(ReportError):
    """A folder does not contain a report of bluebar."""

    def __init__(self, folder: Path, happened: str) -> None:
        super().__init__(
            wanted="to read a report",
            happened=happened,
            where=folder,
            next_step="name the folder of one run, such as reports/out/latest",
        )
