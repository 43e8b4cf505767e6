"""The page of the system as a file: its figures and the rows of its tables, as it shows them."""

from django.utils.translation import gettext as _

from dashboards.analytics.tables import Table, as_csv


def system_csv(found, house, *, now, of_days, duties):
    """
    Return the figures of this moment and of the days, pages, days, slow statements, background jobs and tables.

    Milliseconds are whole, and empty where too few were measured.
    """
    return as_csv(
        found.period.words,
        [
            main("now", _("At this moment and in the last 24 hours"), now),
            main("of-days", _("In these days"), of_days),
            pages(found),
            stretches(found),
            statements(found),
            jobs(duties),
            tables(house),
        ],
    )


def main(key, title, figures):
    rows = [[figure.title, figure.value, figure.words] for figure in figures]
    return Table(key, title, [_("Figure"), _("Value"), _("More about it")], rows)


def pages(found):
    columns = [
        _("Page"), _("How often"), _("Half within, ms"), _("95 of 100, ms"), _("99 of 100, ms"), _("95 before, ms"),
        _("Refused"), _("Failed"),
    ]  # fmt: skip
    rows = []
    for row in found.pages:
        times = [whole(time) for time in (row.now.half, row.now.most, row.now.nearly_all, row.before.most)]
        rows.append([row.words, row.now.number, *times, row.now.refused.part, row.now.failed.part])
    return Table("pages", _("Every page in these days, the slowest first"), columns, rows)


def stretches(found):
    title, first = (_("Week by week"), _("Week of")) if found.by_week else (_("Day by day"), _("Day"))
    title = f"{title}: {found.only.words}" if found.only else title
    columns = [first, _("Pages"), _("95 of 100, ms"), _("Refused"), _("Failed")]
    rows = []
    for stretch in found.stretches:
        told = stretch.figures
        rows.append([stretch.first.isoformat(), told.number, whole(told.most), told.refused.part, told.failed.part])
    return Table("days", title, columns, rows)


def statements(found):
    columns = [_("Page"), _("How often slow"), _("Took, ms"), _("Statement, without values")]
    rows = [[slow.page, slow.number, round(slow.mean), slow.text] for slow in found.statements]
    title = f"{_('Slow statements')}: {found.only.words}" if found.only else _("Slow statements")
    return Table("statements", title, columns, rows)


def jobs(duties):
    columns = [
        _("Job"), _("Last ended"), _("Took, s"), _("95 of 100 within"), _("Due"), _("Failures in a row")
    ]  # fmt: skip
    rows = [
        [duty.name, duty.last, "" if duty.seconds is None else duty.seconds, duty.most, duty.due, duty.failures]
        for duty in duties
    ]
    return Table("duties", _("Background jobs"), columns, rows)


def tables(house):
    columns = [_("Table"), _("Size with indexes, bytes"), _("Rows, about")]
    rows = [[table.name, table.bytes, table.rows] for table in house.database.tables]
    return Table("tables", _("Largest tables"), columns, rows)


def whole(time):
    return "" if time is None else round(time)
