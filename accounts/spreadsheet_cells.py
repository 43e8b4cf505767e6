"""Cells of files that people open in a spreadsheet: what is in them is text, never a formula."""

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
"""OWASP, "CSV Injection": a spreadsheet runs a cell that begins so. An apostrophe before it makes it text."""


def harmless(cell: str) -> str:
    """Return the cell as text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_BEGINS) else cell


def as_meant(cell: str) -> str:
    """Return what a cell said before ``harmless``."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_BEGINS) else cell
