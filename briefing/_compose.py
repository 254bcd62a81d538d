"""Compose a briefing: every scene of a template from the records, then as the briefer wants it."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing._arrange import arrange
from briefing._briefing import Briefing
from briefing._evaluated import Evaluated, evaluated
from briefing._provenance import Provenance
from briefing._spec import TEMPLATES
from briefing._tell_changed import tell_changed, tell_sure
from briefing._tell_done import tell_done
from briefing._tell_hotspots import tell_hotspots
from briefing._tell_learned import tell_learned
from briefing._tell_markets import tell_markets
from briefing._tell_method import tell_method
from briefing._tell_quarter import (
    quarter_of,
    tell_disposals,
    tell_offences,
    tell_quarter_raids,
)
from briefing._tell_targets import tell_targets
from briefing._telling import Telling
from geo.errors import CrackdownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from libpysal.graph import Graph

    from briefing._scene import Scene
    from briefing._spec import Spec
    from workspace import Workspace

__all__ = ["compose"]

_LIBRARIES = ("numpy", "pandas", "scipy", "shapely", "libpysal")
_STEPS = {"operation": 8, "quarter": 6}


def compose(
    now: Workspace,
    *,
    spec: Spec,
    lessons: Iterable[Mapping[str, Any]] = (),
    key: bytes | None = None,
    graph: Graph | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Briefing:
    """Return the briefing that a spec asks for, told from a workspace.

    The same spec, records and key give the same briefing. What the profile hides is taken out
    before anything is written: no message, note, table or picture has seen it.

    Parameters
    ----------
    now
        The records.
    spec
        The template, operation, profile, order and edits.
    lessons
        What was learned, each with ``name`` and ``content``, as the store's documents hold it.
    key
        The secret that moves points, where the profile shows moved ones; drawn and thrown away
        where left out, so that each time they move elsewhere.
    graph
        Who borders whom, where it is at hand.
    progress
        Called with how many scenes are told, and how many there are; what it raises ends the work.

    Returns
    -------
    Briefing
        A scene without results says what is missing.

    Raises
    ------
    geo.errors.ParameterError
        If the operation, the quarter or the offences asked for are not among the records.

    Examples
    --------
    >>> import geo.store, pathlib, tempfile
    >>> from briefing import Spec
    >>> from workspace import open_workspace
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = geo.store.open_store(pathlib.Path(folder) / "store.sqlite")
    ...     empty = open_workspace(store, what="own")
    ...     store.close()
    >>> told = compose(empty, spec=Spec(name="Nothing yet"))
    >>> [scene.key for scene in told.scenes]
    ['markets', 'hotspots', 'targets', 'done', 'changed', 'sure', 'learned', 'method']
    >>> told.scenes[0].missing
    'No markets are loaded. Load a file of markets on the Data page.'
    """
    told = Telling(now, spec, lessons=tuple(lessons), key=key, graph=graph)
    told.operation, told.category  # noqa: B018  what is not there is refused before the work
    total = _STEPS[spec.template]
    scenes: list[Scene] = []
    steps = _operation(told) if spec.template == "operation" else _quarter(told)
    for step in steps:
        scenes.append(step())
        if progress is not None:
            progress(len(scenes), total)
    provenance = _provenance(told)
    scenes.append(tell_method(told, provenance))
    if progress is not None:
        progress(total, total)
    whole = Briefing(
        name=spec.name,
        title=_title(told),
        subtitle=_subtitle(told),
        scenes=tuple(scenes),
        disclosure=told.profile.statement,
        provenance=provenance,
        hands_over_notes=not told.profile.hides,
    )
    return arrange(whole, spec=spec)


def _operation(told: Telling) -> list[Callable[[], Scene]]:
    operation = told.operation
    eve = operation.start - pd.Timedelta(days=1) if operation else _last_day(told)
    when = f"on {eve.day} {eve:%B %Y}"

    @cache
    def assessed() -> Evaluated | CrackdownError:
        try:
            return evaluated(told)
        except CrackdownError as error:
            return error

    return [
        lambda: tell_markets(told, first=eve, last=eve, when=when),
        lambda: tell_hotspots(told, first=None, last=eve),
        lambda: tell_targets(told),
        lambda: tell_done(told),
        lambda: tell_changed(told, assessed()),
        lambda: tell_sure(told, assessed()),
        lambda: tell_learned(told),
    ]


def _quarter(told: Telling) -> list[Callable[[], Scene]]:
    quarter = quarter_of(told)
    if quarter is None:
        quarter = pd.Period("2000Q1", freq="Q-DEC")
    first, last = quarter.start_time, quarter.end_time
    when = f"from {first:%B} to {last:%B %Y}"
    return [
        lambda: tell_markets(told, first=first, last=last, when=when),
        lambda: tell_quarter_raids(told, quarter),
        lambda: tell_disposals(told, quarter),
        lambda: tell_offences(told, quarter, against="quarter"),
        lambda: tell_offences(told, quarter, against="year"),
    ]


def _last_day(told: Telling) -> pd.Timestamp:
    if told.now.loaded("markets"):
        return pd.Timestamp(told.now.points["markets"]["first_seen"].max())
    return pd.Timestamp("2000-01-01")


def _title(told: Telling) -> str:
    if told.spec.template == "operation":
        return told.operation.name if told.operation else TEMPLATES["operation"]
    quarter = quarter_of(told)
    return f"{TEMPLATES['quarter']}, {quarter}" if quarter is not None else TEMPLATES["quarter"]


def _subtitle(told: Telling) -> str:
    if told.spec.template == "operation":
        return told.operation.dates if told.operation else "No operation is loaded"
    quarter = quarter_of(told)
    if quarter is None:
        return "No record has a date"
    return f"{quarter.start_time:%B} to {quarter.end_time:%B %Y}"


def _provenance(told: Telling) -> Provenance:
    spec, now = told.spec, told.now
    parameters = {"Template": TEMPLATES[spec.template]}
    if spec.template == "operation" and told.operation:
        parameters["Operation"] = f"{told.operation.name}, {told.operation.dates}"
    if told.category:
        parameters["Offences"] = told.offences
    if now.has_boroughs:
        parameters["The Thames as a border"] = "yes" if spec.across_river else "no"
    if spec.months:
        parameters["Length of each window"] = f"{spec.months} months"
    parameters["Profile"] = spec.profile + (f", points as {spec.places}" if spec.places else "")
    if told.profile.hides:
        # A file's name or its number of rows would tell what the profile hides.
        sources = tuple(
            sorted(
                {
                    f"{source.kind.replace('_', ' ')}: "
                    f"{'the example workspace' if source.is_example else 'loaded records'}"
                    for source in now.sources
                }
            )
        )
    else:
        sources = tuple(
            f"{source.kind.replace('_', ' ')}: {source.name}, {source.rows:,} rows, "
            f"SHA-256 {source.digest[:16]}"
            for source in now.sources
        )
    return Provenance(
        data_version=now.version,
        parameters=parameters,
        methods={**told.methods, "libraries": _libraries()},
        seed=spec.seed,
        sources=sources,
        made=spec.saved,
    )


def _libraries() -> str:
    """Return the versions of what the figures are worked out with."""
    return ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
