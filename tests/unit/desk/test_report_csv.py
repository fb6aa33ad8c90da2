"""A report's file: RFC 4180, and nothing in it that a spreadsheet runs."""

from __future__ import annotations

import pytest

from sidecar.desk.reports.csv_text import PackedCsv, unpack


def write(*cells: str | int | None) -> str:
    """Return the file of one row, without its first line."""
    columns = tuple(f"c{number}" for number in range(len(cells)))
    file = PackedCsv(columns)
    file.add(dict(zip(columns, cells, strict=True)))
    return b"".join(unpack(file.finish())).decode("utf-8-sig").partition("\r\n")[2]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", '"\'\r=1"'),
        ("\n=1", '"\'\n=1"'),
        ("＝1+1", "'＝1+1"),  # noqa: RUF001 - full width, which spreadsheets read as well
        ("＠SUM(A1)", "'＠SUM(A1)"),  # noqa: RUF001
        (" =1", "' =1"),
        ("Ann;=1+1", "Ann;'=1+1"),
        ("Ann; -1;b", "Ann;' -1;b"),
        ("-12.50", "-12.50"),
        ("a=1", "a=1"),
    ],
)
def test_what_a_spreadsheet_would_run_becomes_text(cell: str, written: str) -> None:
    assert write("x", cell) == f"x,{written}\r\n"


def test_commas_quotes_and_line_ends_are_quoted() -> None:
    assert write("a,b", 'say "x"', "1\r\n2", None, 7) == '"a,b","say ""x""","1\r\n2",,7\r\n'


def test_letters_of_every_script_are_kept() -> None:
    assert write("Zoë", "北京", "🎉") == "Zoë,北京,🎉\r\n"


def test_a_large_file_is_packed_piece_by_piece() -> None:
    file = PackedCsv(("number",))
    for number in range(50_000):
        file.add({"number": number})

    pieces = list(unpack(file.finish()))

    assert b"".join(pieces).decode("utf-8-sig").split("\r\n")[1:-1] == [str(n) for n in range(50_000)]
    assert max(map(len, pieces)) <= 65_536
