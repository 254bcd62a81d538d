"""What a briefing asks for: enough to make it again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final, Self

import geo
from briefing._checked import check_known
from briefing._profile import CAREFUL, profile_of
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FORMAT", "TEMPLATES", "SceneEdit", "Spec"]

FORMAT: Final = 1
TEMPLATES: Final[Mapping[str, str]] = {
    "operation": "Operation briefing",
    "quarter": "Quarterly review",
}


@dataclass(frozen=True, kw_only=True)
class SceneEdit:
    """A scene as the briefer wants it: whether it is told, and what was written over it.

    Attributes
    ----------
    key
        Which scene of the template.
    shown
        Whether it is part of the briefing.
    title, message, annotation, notes
        What was written; empty leaves what the results say. An annotation has no default.
    written_under
        The profile that the briefer saw while writing: what was written under the internal one is
        not let out under the public one.
    """

    key: str
    shown: bool = True
    title: str = ""
    message: str = ""
    annotation: str = ""
    notes: str = ""
    written_under: str = CAREFUL

    @property
    def is_written(self) -> bool:
        """Whether anything was written over what the results say."""
        return bool(self.title or self.message or self.annotation or self.notes)


@dataclass(frozen=True, kw_only=True)
class Spec:
    """Everything that a briefing hangs on but the records; what is saved, as JSON.

    Attributes
    ----------
    name, title
        What it is saved as, and what stands on its first page (empty: the template's own).
    template
        A key of :data:`TEMPLATES`.
    operation
        The operation's name; the latest where empty.
    quarter
        The quarter of a review, such as ``2024Q1``; the last complete one where empty.
    category
        The kind of offence; drug offences where empty.
    across_river
        Whether the Thames counts as a border.
    months
        The length of the windows before and after; usual for the counts where 0.
    profile, places
        Which disclosure profile, and how it shows points (empty: its own way).
    scenes
        Order, choice and edits; scenes left out of it follow in the template's order.
    marking, handling
        On every page.
    what, length
        Which records: as in :func:`workspace.open_workspace`.
    weights
        How much each criterion of the targets counts; those left out count what they usually do
        (:data:`analysis.USUAL_WEIGHTS`).
    seed
        Of everything that is drawn at random.
    data_version, software, methods
        What it was last saved on: with other records it is another briefing, and that is said.
    saved
        The day on which it was saved.

    Examples
    --------
    >>> spec = Spec(name="Crackdown", template="operation")
    >>> Spec.from_json(spec.to_json()) == spec, spec.profile
    (True, 'public')
    """

    name: str
    template: str = "operation"
    title: str = ""
    operation: str = ""
    quarter: str = ""
    category: str = ""
    across_river: bool = False
    months: int = 0
    profile: str = CAREFUL
    places: str = ""
    scenes: tuple[SceneEdit, ...] = ()
    marking: str = "OFFICIAL"
    handling: str = ""
    what: str = "together"
    length: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    data_version: str = ""
    software: str = geo.VERSION
    methods: Mapping[str, str] = field(default_factory=dict)
    saved: str = ""

    def __post_init__(self) -> None:
        check_known(self.template, tuple(TEMPLATES), parameter="template")
        profile_of(self.profile, places=self.places or None)

    def to_content(self) -> dict[str, Any]:
        """Return what a document of the store holds."""
        content = asdict(self)
        content["scenes"] = [asdict(scene) for scene in self.scenes]
        content["methods"] = dict(self.methods)
        content["weights"] = dict(self.weights)
        return {"format": FORMAT, **content}

    def to_json(self) -> str:
        """Return the same as text."""
        return json.dumps(self.to_content(), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Return the spec that a document or a file holds.

        Raises
        ------
        geo.errors.InputError, geo.errors.ParameterError
            If it is none, or of a newer version, or asks for what there is not.
        """
        if not isinstance(content, dict) or not isinstance(content.get("format"), int):
            raise InputError(
                "this is no briefing",
                hint="A briefing is saved on the Briefing page, or written as the README says.",
                code="briefing.none",
            )
        if content["format"] > FORMAT:
            raise InputError(
                f"this briefing was written by a newer version of Crackdown "
                f"({content.get('software', 'unknown')})",
                hint="Update Crackdown, or save the briefing again with this version.",
                code="briefing.newer",
            )
        given = {key: value for key, value in content.items() if key != "format"}
        known = {one.name: one for one in fields(cls)}
        edits = {one.name for one in fields(SceneEdit)}
        scenes = given.get("scenes", [])
        strange = sorted(set(given) - set(known))
        is_list = isinstance(scenes, (list, tuple)) and all(isinstance(s, dict) for s in scenes)
        if is_list:
            strange += sorted({key for scene in scenes for key in scene} - edits)
        if strange or not is_list:
            raise InputError(
                f"a briefing has no field {strange[0]!r}"
                if strange
                else "the scenes are no list of scenes",
                hint=f"Its fields are {', '.join(known)}.",
                code="briefing.field",
            )
        types = {"str": str, "bool": bool, "int": int}
        for name, value in given.items():
            wanted = types.get(str(known[name].type))
            if wanted is not None and type(value) is not wanted:
                raise InputError(
                    f"the field {name!r} holds {value!r}",
                    hint=f"It takes a {wanted.__name__}.",
                    code="briefing.type",
                )
        try:
            given["scenes"] = tuple(SceneEdit(**scene) for scene in scenes)
            return cls(**given)
        except TypeError as error:
            raise InputError(
                "a field is missing",
                hint='Every briefing has a "name"; every scene a "key".',
                code="briefing.missing",
            ) from error

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the spec that a file holds; as `from_content`."""
        try:
            content = json.loads(text)
        except ValueError as error:
            raise InputError(
                f"this is no JSON ({error})", hint="Save the briefing again.", code="briefing.json"
            ) from error
        return cls.from_content(content)
