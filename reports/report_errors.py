"""What goes wrong when somebody asks something of a report."""

from pathlib import Path


class ReportError(Exception):
    """Something that was asked for cannot be done; the message says what to do next."""

    def __init__(self, *, wanted: str, happened: str, where: Path | str, next_step: str) -> None:
        super().__init__(
            f"wanted: {wanted}\nhappened: {happened}\nwhere: {where}\nnext: {next_step}"
        )


class NotAReport(ReportError):
    """A folder holds no report of bluebar's."""

    def __init__(self, folder: Path, happened: str) -> None:
        super().__init__(
            wanted="to read a report",
            happened=happened,
            where=folder,
            next_step="name the folder of one run, such as reports/out/latest",
        )
