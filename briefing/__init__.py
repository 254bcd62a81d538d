"""Documents that leave the browser: one description, and the files that are made of it."""

from briefing._arrange import arrange
from briefing._briefing import MARKINGS, Briefing
from briefing._chart_picture import ChartMark, ChartPicture
from briefing._compose import compose
from briefing._handed_over import handed_over, note_handed_over
from briefing._map_picture import ROLE_LABELS, Arrow, MapFrame, MapPicture, Markers, Outlines
from briefing._picture import Picture
from briefing._profile import PLACES, PROFILES, Profile, profile_of
from briefing._provenance import Provenance
from briefing._render import FORMATS, file_name, render, zipped
from briefing._saved import find_spec, lessons_in, mask_key, recompose, save_spec, told_on
from briefing._scene import Scene
from briefing._shading import AreaClass, Shading, shade_amounts, shade_changes
from briefing._spec import TEMPLATES, SceneEdit, Spec
from briefing._to_html import to_html
from briefing._to_pdf import to_pdf
from briefing._to_pictures import to_pictures
from briefing._to_show import to_show
from briefing._to_slides import to_slides
from briefing._to_tables import to_tables

__all__ = [
    "FORMATS",
    "MARKINGS",
    "PLACES",
    "PROFILES",
    "ROLE_LABELS",
    "TEMPLATES",
    "AreaClass",
    "Arrow",
    "Briefing",
    "ChartMark",
    "ChartPicture",
    "MapFrame",
    "MapPicture",
    "Markers",
    "Outlines",
    "Picture",
    "Profile",
    "Provenance",
    "Scene",
    "SceneEdit",
    "Shading",
    "Spec",
    "arrange",
    "compose",
    "file_name",
    "find_spec",
    "handed_over",
    "lessons_in",
    "mask_key",
    "note_handed_over",
    "profile_of",
    "recompose",
    "render",
    "save_spec",
    "shade_amounts",
    "shade_changes",
    "to_html",
    "to_pdf",
    "to_pictures",
    "to_show",
    "to_slides",
    "to_tables",
    "told_on",
    "zipped",
]
