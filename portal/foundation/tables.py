"""Tables as files for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from portal.foundation import clock
from portal.foundation.text import safe_cell


def table_file(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as a CSV file with today in its name (RFC 4180). No cell of it is taken for a formula."""
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(heading)
    written.writerows([safe_cell(cell) for cell in row] for row in rows)
    named = {"Content-Disposition": f'attachment; filename="{name}-{clock.today()}.csv"'}
    return Response(text.getvalue(), mimetype="text/csv", headers=named)
