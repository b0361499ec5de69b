"""CSV tables with the line of every row: byte order mark, quoted line breaks and ragged rows."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from bot.sources.reading import ReadFault, SourceFile, Unreadable


@dataclass(frozen=True, slots=True)
class Row:
    """A row by column name, cells without blanks around them."""

    file: str
    line: int
    """The line, from 1, on which the row begins."""
    cells: Mapping[str, str]

    def fault(self, column: str, expected: str) -> ReadFault:
        """A fault for a cell."""
        return ReadFault(self.file, expected, self.line, column)


def read_rows(file: SourceFile, *columns: str) -> Iterator[Row | ReadFault]:
    """The rows of a table; for a ragged row its fault.

    Raises:
        Unreadable: the table has no header, or lacks one of the columns, or is not CSV.
    """
    reader = csv.reader(StringIO(file.text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, list[str]())]
        for column in columns:
            if column not in header:
                raise Unreadable(ReadFault(file.name, "this column in the first line", 1, column))
        start = reader.line_num + 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                yield ReadFault(file.name, f"{len(header)} cells, not {len(cells)}", line)
                continue
            yield Row(file.name, line, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as problem:
        raise Unreadable(ReadFault(file.name, f"valid CSV ({problem})", reader.line_num)) from problem
