"""Mutations of documents: of their bytes, and of the structure that their format gives them.

Belongs here: how one sound document becomes one hostile input, the same for the same number.
Does not belong here: reading it and judging what that cost (``harness``).
"""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from tools.checks.fuzz.seeds import seeds

_NASTY = [
    "\x1b]0;owned\x07",
    "=cmd|' /C calc'!A1",
    "<script>alert(1)</script>",
    "'; drop table raw.document; --",
    "9" * 400,
    "-0.00",
    "1e999",
    "NaN",
    "\u202e\u200b\ufeff",
    "合计" * 2000,
    "{{ 7*7 }}",
    "%s%n%x",
    "0",
    "",
    "￿",
    "１２，３４５．６７",
    "\t" * 50,
    "\n" * 50,
]
_NUMBERS = [
    "-1",
    "0",
    "1",
    "255",
    "65536",
    "2147483647",
    "-2147483648",
    "4294967296",
    "9" * 30,
    "1e308",
    "0.1",
]
# What a member may be called by someone who hopes that it is unpacked.
_NAMES = [
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\x",
    "word/../word/document.xml",
    "a" * 300,
    "con",
    "\u202egpj",
]
_ENTITIES = (
    '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
)

Mutation = Callable[[bytes, random.Random], bytes]


def mutated(seed: int, number: int) -> tuple[str, bytes]:
    """The hostile input of a number: a file name and bytes."""
    chance = random.Random(f"{seed}-{number}")  # noqa: S311 - repeatable on purpose
    file_format = chance.choice(["pdf", "pdf", "docx", "docx", "xlsx", "xlsx", "html", "txt"])
    content = chance.choice(seeds()[file_format])
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        mutation = chance.choice(_MUTATIONS[file_format])
        content = mutation(content, chance)
    # Now and then a name that lies.
    suffix = chance.choice(["pdf", "docx", "xlsx", "html", "txt"]) if chance.random() < 0.05 else file_format
    return f"{number:06d}.{suffix}", content


# ---- Bytes -----------------------------------------------------------------------------------


def _flip(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice([1, 4, 32, 256])):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _drop(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.randrange(2000) :]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start : start + chance.randrange(1, 500)] * 40 + content[start:]


def _insert(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + chance.randbytes(chance.choice([1, 16, 1024])) + content[start:]


_BYTES: list[Mutation] = [_flip, _cut, _drop, _repeat, _insert]


# ---- PDF -------------------------------------------------------------------------------------

_OBJECT = re.compile(rb"(\d+ 0 obj\b)(.*?)(endobj)", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_OPERATORS = [
    b"Tj",
    b"TJ",
    b"Do",
    b"re",
    b"l",
    b"m",
    b"cm",
    b"Tf",
    b"q",
    b"Q",
    b"BT",
    b"ET",
    b"W n",
    b"S",
    b"f",
]


def _pdf_reference(content: bytes, chance: random.Random) -> bytes:
    """A reference leads elsewhere: pages that hold themselves, fonts that are streams."""
    found = list(re.finditer(rb"\d+ 0 R", content))
    if not found:
        return content
    one, other = chance.choice(found), chance.choice(found)
    return content[: one.start()] + other[0] + content[one.end() :]


def _pdf_number(content: bytes, chance: random.Random) -> bytes:
    """A number of an object becomes another: sizes, lengths, counts, rotations."""
    found = list(_OBJECT.finditer(content))
    if not found:
        return content
    target = chance.choice(found)
    numbers = list(_NUMBER.finditer(_STREAM.sub(b"", target[2])))
    if not numbers:
        return content
    text = chance.choice(numbers)[0]
    body = target[2].replace(text, chance.choice(_NUMBERS).encode(), 1)
    return content[: target.start(2)] + body + content[target.end(2) :]


def _pdf_object(content: bytes, chance: random.Random) -> bytes:
    """An object is lost, comes twice, or takes the body of another."""
    found = list(_OBJECT.finditer(content))
    if not found:
        return content
    one, other = chance.choice(found), chance.choice(found)
    body = chance.choice([b"", one[0] * 2, one[1] + other[2] + one[3], one[1] + b"[" * 3000 + one[3]])
    return content[: one.start()] + body + content[one.end() :]


def _pdf_stream(content: bytes, chance: random.Random) -> bytes:
    """A content stream with other operators and operands, or one that unpacks to far more."""
    streams = list(_STREAM.finditer(content))
    if not streams:
        return content
    target = chance.choice(streams)
    kind = chance.randrange(5)
    if kind == 0:
        body = zlib.compress(b"0 " * chance.choice([1000, 10**6, 3 * 10**7]))
        encoded = body
    else:
        plain = bytearray(b"BT /F1 9 Tf 50 500 Td (1,234.00) Tj ET\n" * chance.choice([1, 50, 5000]))
        for _ in range(chance.randrange(1, 30)):
            place = chance.randrange(len(plain))
            operand = chance.choice(_NUMBERS).encode()
            plain[place:place] = (
                b" " + operand * chance.randrange(4) + b" " + chance.choice(_OPERATORS) + b" "
            )
        if kind == 1:
            plain += b" q" * chance.choice([10, 100_000])
        encoded = zlib.compress(bytes(plain))
    head = content[: target.start()]
    head = re.sub(rb"/Filter \[[^\]]*\](?=[^<>]*>>\s*$)", b"/Filter /FlateDecode", head)
    return head + b"stream\n" + encoded + b"\nendstream" + content[target.end() :]


def _pdf_recursion(content: bytes, chance: random.Random) -> bytes:
    """Forms that draw each other, twice each: a page of two to the n-th characters."""
    depth = chance.choice([1, 8, 40])
    objects = []
    for level in range(depth):
        following = 900 + (level + 1) % depth
        draw = b"/X Do /X Do (1.00) Tj"
        objects.append(
            b"%d 0 obj <</Type /XObject /Subtype /Form /BBox [0 0 600 800] /Length %d "
            b"/Resources <</XObject <</X %d 0 R>>>>>> stream\n%s\nendstream endobj\n"
            % (900 + level, len(draw), following, draw)
        )
    body = content.replace(b"/Resources <<", b"/Resources << /XObject <</X 900 0 R>> ")
    return body + b"\n" + b"".join(objects)


_PDF: list[Mutation] = [_pdf_reference, _pdf_number, _pdf_object, _pdf_stream, _pdf_recursion]


# ---- Packages --------------------------------------------------------------------------------


def _repacked(content: bytes, change: Callable[[list[tuple[str, bytes]]], None]) -> bytes:
    """The package with its members changed; what is not a package any more stays as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return content
    change(members)
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        # Of two members of one name, which are made on purpose.
        warnings.simplefilter("ignore")
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _main_member(members: list[tuple[str, bytes]], chance: random.Random) -> int:
    """Mostly the member that holds the tables, now and then any."""
    main = [n for n, (name, _) in enumerate(members) if "document.xml" in name or "/sheet" in name]
    return chance.choice(main) if main and chance.random() < 0.7 else chance.randrange(len(members))


def _zip_bytes(content: bytes, chance: random.Random) -> bytes:
    def change(members: list[tuple[str, bytes]]) -> None:
        number = _main_member(members, chance)
        name, data = members[number]
        members[number] = (name, chance.choice(_BYTES)(data, chance))

    return _repacked(content, change)


def _zip_members(content: bytes, chance: random.Random) -> bytes:
    def change(members: list[tuple[str, bytes]]) -> None:
        number = chance.randrange(len(members))
        name, data = members[number]
        other, _ = chance.choice(members)
        deeds: list[Callable[[], object]] = [
            lambda: members.pop(number),
            lambda: members.append((name, data)),
            lambda: members.append((chance.choice(_NAMES), data)),
            lambda: members.__setitem__(number, (other, data)),
            lambda: members.__setitem__(number, (chance.choice(_NAMES), data)),
            lambda: members.__setitem__(number, (name, b"")),
            lambda: members.__setitem__(number, (name, b"\x00" * chance.choice([10**6, 6 * 10**7]))),
            lambda: members.extend((f"m{n}.xml", b"<a/>") for n in range(chance.choice([10, 11_000]))),
        ]
        chance.choice(deeds)()

    return _repacked(content, change)


def _zip_entities(content: bytes, chance: random.Random) -> bytes:
    def change(members: list[tuple[str, bytes]]) -> None:
        number = _main_member(members, chance)
        name, data = members[number]
        text = data.decode("utf-8", "replace")
        start = text.find("?>") + 2 if "?>" in text else 0
        text = (
            text[:start] + _ENTITIES + text[start:].replace("收入", chance.choice(["&d;", "&x;", "&none;"]))
        )
        members[number] = (name, text.encode(chance.choice(["utf-8", "utf-16"]), "replace"))

    return _repacked(content, change)


def _zip_nodes(content: bytes, chance: random.Random) -> bytes:
    def change(members: list[tuple[str, bytes]]) -> None:
        number = _main_member(members, chance)
        name, data = members[number]
        try:
            root = etree.fromstring(data)
        except (etree.XMLSyntaxError, ValueError):
            return
        for _ in range(chance.choice([1, 3, 20])):
            _change_node(root, chance)
        members[number] = (name, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))

    return _repacked(content, change)


def _change_node(root: etree._Element, chance: random.Random) -> None:
    node = chance.choice([item for item in root.iter() if isinstance(item.tag, str)])
    parent = node.getparent()
    kind = chance.randrange(6)
    if kind == 0 and node.attrib:
        key = chance.choice(list(node.attrib))
        node.set(key, chance.choice([*_NUMBERS, "A1:XFD1048576", "XFD1048576", "合"]))
    elif kind == 1:
        node.text = re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", chance.choice([*_NASTY, *_NUMBERS]))
    elif kind == 2 and parent is not None:
        parent.remove(node)
    elif kind == 3 and parent is not None:
        copies = [deepcopy(node) for _ in range(chance.choice([1, 10]))]
        parent.extend(copies)
    elif kind == 4:
        inner = deepcopy(node)
        for _ in range(chance.choice([1, 30, 150])):
            shell = etree.Element(node.tag)
            shell.append(inner)
            inner = shell
        node.append(inner)
    elif parent is not None:
        node.tag = chance.choice([item.tag for item in root.iter() if isinstance(item.tag, str)])


_ZIP: list[Mutation] = [_zip_bytes, _zip_members, _zip_entities, _zip_nodes, _zip_nodes, _zip_nodes]


# ---- Text ------------------------------------------------------------------------------------

_TAGS = [
    "<table>",
    "</table>",
    "<tr>",
    "<td rowspan=999999999 colspan=999999999>",
    "<td rowspan=1000 colspan=1000>",
    "<td rowspan='-3'>",
    "<td rowspan='²'>",
    "</td>",
    "<!--",
    "<![CDATA[",
    "<script>",
    "<style>",
    "<template>",
    "&#0;&#xD800;&#99999999;",
    "<a " + "b" * 9999,
    "<div>" * 500,
    "<![if",
    "</",
]


def _text_words(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    for _ in range(chance.choice([1, 10, 100])):
        start = chance.randrange(len(text) + 1)
        text = text[:start] + chance.choice(_NASTY) + text[start:]
    return text.encode("utf-8", "replace")


def _text_encoding(content: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(["gb18030", "utf-16", "utf-16-be", "utf-32", "big5", "latin-1"])
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def _text_lines(content: bytes, chance: random.Random) -> bytes:
    """Lines in another order, without ends, or a hundred times."""
    lines = content.split(b"\n")
    kind = chance.randrange(4)
    if kind == 0:
        chance.shuffle(lines)
    elif kind == 1:
        return b"\t".join(lines)
    elif kind == 2:
        lines *= chance.choice([3, 30])
    else:
        lines = [line for line in lines for _ in range(chance.randrange(3))]
    return b"\n".join(lines)


def _html_tags(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    for _ in range(chance.choice([1, 5, 50])):
        start = chance.randrange(len(text) + 1)
        text = text[:start] + chance.choice(_TAGS) + text[start:]
    return text.encode("utf-8", "replace")


_MUTATIONS: dict[str, list[Mutation]] = {
    "pdf": [*_PDF, *_PDF, *_BYTES],
    "docx": [*_ZIP, *_BYTES[:2]],
    "xlsx": [*_ZIP, *_BYTES[:2]],
    "html": [_html_tags, _html_tags, _text_words, _text_encoding, *_BYTES],
    "txt": [_text_words, _text_lines, _text_encoding, *_BYTES],
}
