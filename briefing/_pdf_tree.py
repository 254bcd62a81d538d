"""The structure of a tagged PDF: what each part of a page is, for whoever does not see it.

fpdf2 2.8 tags figures and links only, side by side. This nests headings, paragraphs, figures and
tables as PDF/UA-1 (ISO 14289-1) asks, on fpdf2's own objects.
"""

from __future__ import annotations

from typing import Any

from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFArray

__all__ = ["Element", "Tree"]


class Element(StructElem):
    """A part of the document; ``a`` holds its attributes, such as the scope of a header cell."""

    __slots__ = ("a",)

    def __init__(self, struct_type: str, parent: Any, **rest: Any) -> None:
        super().__init__(struct_type, parent, [], **rest)
        self.a: str | None = None


class _Leaves:
    """What fpdf2 takes for the only level of the tree, to give each leaf its page."""

    def __init__(self) -> None:
        self.k: PDFArray = PDFArray()


class Tree(StructureTreeBuilder):
    """A tree of any depth, in reading order."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Element("/Document", self.struct_tree_root)
        self.struct_tree_root.k = PDFArray([self.document])
        self._elements: list[Element] = []
        self.doc_struct_elem: Any = _Leaves()

    def branch(self, kind: str, parent: Element | None = None, *, a: str | None = None) -> Element:
        """Return a new part without content of its own."""
        above = self.document if parent is None else parent
        made = Element(f"/{kind}", above)
        made.a = a
        above.k.append(made)
        self._elements.append(made)
        return made

    def leaf(
        self,
        kind: str,
        page: int,
        parent: Element | None = None,
        *,
        alt: str = "",
        a: str | None = None,
    ) -> tuple[int, int]:
        """Return the number of a new piece of content on its page, and that of the page."""
        above = self.document if parent is None else parent
        spid = self.spid_per_page_number.setdefault(page, len(self.spid_per_page_number))
        content = self.struct_tree_root.parent_tree.nums[spid]
        made = Element(f"/{kind}", above, page_number=page, alt=alt or None)
        made.a = a
        made.k.append(len(content))
        above.k.append(made)
        content.append(made)
        self._elements.append(made)
        self.doc_struct_elem.k.append(made)
        return made.k[0], spid

    def __iter__(self) -> Any:
        yield self.struct_tree_root
        yield self.document
        yield self.struct_tree_root.parent_tree
        yield from self._elements
