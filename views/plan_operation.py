"""A saved plan as a record of an operation: nothing is typed twice."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from typing import TYPE_CHECKING

import geo
from views import stored

if TYPE_CHECKING:
    import datetime as dt

    from geo.store import Document

KIND = "plan"


def as_csv(
    plan: Document, *, start: dt.date, end: dt.date, cost: float | None
) -> tuple[str, bytes]:
    """Return the id of the operation, and the file of operations that would bring it."""
    slug = re.sub(r"[^a-z0-9]+", "-", plan.name.lower()).strip("-") or "plan"
    operation_id = f"plan-{slug}-{start:%Y%m%d}"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["operation_id", "name", "start", "end", "areas", "cost", "notes"])
    writer.writerow(
        [
            operation_id,
            plan.name,
            f"{start:%d/%m/%Y}",
            f"{end:%d/%m/%Y}",
            ";".join(map(str, plan.content["areas"])),
            "" if cost is None else f"{cost:.0f}",
            f"From version {plan.version} of the plan of this name",
        ]
    )
    return operation_id, text.getvalue().encode()


def record(plan: Document, *, start: dt.date, end: dt.date, cost: float | None, by: str) -> str:
    """Put a plan into the store as an operation, by the same checks as a file, and return its id.

    Raises
    ------
    geo.errors.InputError
        The dates or areas cannot be used; nothing was changed.
    """
    operation_id, data = as_csv(plan, start=start, end=end, cost=cost)
    intake = geo.read_operations(data)
    if len(intake.records) != 1:
        reason = str(intake.rejected["reason"].iloc[0]) if len(intake.rejected) else "no record"
        raise geo.InputError(
            f"this is no operation: {reason}", hint="Mend the dates.", code="plan.rejected"
        )
    store = stored.the_store()
    store.add(
        "operations",
        intake,
        name=f"plan {plan.name}, version {plan.version}",
        digest=hashlib.sha256(data).hexdigest(),
        by=by,
    )
    store.save_document(
        KIND,
        plan.name,
        plan.content
        | {
            "operation": {
                "operation_id": operation_id,
                "start": str(start),
                "end": str(end),
                "cost": cost,
            }
        },
        by=by,
    )
    return operation_id
