"""Read back what is in a PDF of ours: pages as text, and the tree of tags."""

import re
import zlib
from dataclasses import dataclass, field


@dataclass
class Node:
    kind: str
    alt: str = ""
    attributes: str = ""
    kids: list = field(default_factory=list)

    def all(self, kind):
        """Return every part of a kind below this one."""
        found = [kid for kid in self.kids if isinstance(kid, Node)]
        return [n for kid in found for n in ([kid] if kid.kind == kind else []) + kid.all(kind)]


def objects(pdf):
    """Return the objects of a PDF by number."""
    return {
        int(number): body for number, body in re.findall(rb"(?s)(\d+) 0 obj\n(.*?)\nendobj", pdf)
    }


def _stream(body):
    content = re.search(rb"(?s)stream\n(.*?)\nendstream", body)
    raw = content[1] if content else b""
    return zlib.decompress(raw) if b"/FlateDecode" in body else raw


def _hex_text(text):
    return bytes.fromhex(text.decode()).decode("utf-16-be")


def _cmap(body):
    table = {}
    for start, end, to in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", body):
        for step in range(int(start, 16), int(end, 16) + 1):
            table[step] = chr(ord(_hex_text(to)[-1]) + step - int(start, 16))
    for code, to in re.findall(rb"^<(\w{4})> <(\w{4,})>$", body, re.MULTILINE):
        table[int(code, 16)] = _hex_text(to)
    return table


def _unescape(raw):
    return re.sub(rb"\\(.)", lambda found: {b"n": b"\n", b"r": b"\r"}.get(found[1], found[1]), raw)


def pages(pdf):
    """Return each page's drawing operators."""
    every = objects(pdf)
    found = [body for body in every.values() if re.search(rb"/Type /Page\b", body)]
    return [
        _stream(every[int(re.search(rb"/Contents (\d+)", body)[1])]).decode("latin-1")
        for body in found
    ]


def texts(pdf):
    """Return each page's lines of text, without those that are a halo."""
    every = objects(pdf)
    fonts = {}
    for body in every.values():
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body):
            to = re.search(rb"/ToUnicode (\d+)", every[int(number)])
            if to:
                fonts[name.decode()] = _cmap(_stream(every[int(to[1])]))
    told = []
    for page in pages(pdf):
        font, lines = None, []
        shown = re.sub(r"(?s)/Span <</ActualText <FEFF>>> BDC.*?EMC", "", page)
        for name, raw in re.findall(r"(?s)/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", shown):
            if name:
                font = fonts[name]
            else:
                codes = _unescape(raw.encode("latin-1"))
                pairs = zip(codes[::2], codes[1::2], strict=True)
                lines.append("".join(font.get(high << 8 | low, "?") for high, low in pairs))
        told.append(lines)
    return told


def tree(pdf):
    """Return the document's parts as tagged."""
    every = objects(pdf)
    parts = {n: b for n, b in every.items() if b"/Type /StructElem" in b}

    def node(number):
        body = parts[number]
        alt = re.search(rb"/Alt <([0-9A-F]+)>", body)
        plain = re.search(rb"/Alt \((.*?)\)\n", body)
        kids = re.search(rb"(?s)/K \[(.*?)\]", body)[1]
        refs = [int(kid) for kid in re.findall(rb"(\d+) 0 R", kids)]
        content = [] if refs else [int(kid) for kid in kids.split()]
        attributes = re.search(rb"/A (<<.*?>>)", body)
        return Node(
            kind=re.search(rb"/S /(\w+)", body)[1].decode(),
            alt=_hex_text(alt[1]).lstrip("\ufeff")
            if alt
            else _unescape(plain[1]).decode()
            if plain
            else "",
            attributes=attributes[1].decode() if attributes else "",
            kids=[node(ref) for ref in refs] + content,
        )

    top = next(n for n, b in parts.items() if b"/S /Document" in b)
    return node(top)
