"""Compare a page of figures with its file: each table, row for row."""

import csv
import io
import re

from django.utils.html import strip_tags


def same_tables(page, file, *, but=()):
    """Check that ``file`` holds the tables of ``page``, in its order, and nothing else; ``but`` names ids left out."""
    shown = tables_of_page(page.content.decode(), but=but)
    assert shown
    assert tables_of_file(file.content.decode()) == shown


def table_below(page, title):
    """Return the table in the card whose heading has the id ``title``."""
    card = page.content.decode().partition(f'aria-labelledby="{title}"')[2].partition("</section>")[0]
    return rows_of(re.search(r"<table.*?</table>", card, re.S)[0])


def tables_of_page(html, *, but=()):
    found = []
    for section in re.findall(r'<section class="analytics-card" aria-labelledby="([^"]+)">(.*?)</section>', html, re.S):
        key, inside = section
        if key not in but:
            found += [rows_of(table) for table in re.findall(r"<table.*?</table>", inside, re.S)]
    return found


def rows_of(table):
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    return [[plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]


def plain(cell):
    """Return the cell without its tags, the commas of its thousands, and the sign its column names in the file."""
    words = " ".join(strip_tags(cell).split())
    return re.sub(r"(?<=\d),(?=\d{3})", "", words)


def tables_of_file(content):
    """Return the tables, each below its title; an empty line ends one."""
    parts, rows = [], list(csv.reader(io.StringIO(content)))
    for row in rows[1:]:
        if not row:
            parts.append([])
        else:
            parts[-1].append(row)
    return [part[1:] for part in parts]
