"""Bytes to text: one answer for the same bytes, or a refusal; never a guess that raises something else.

The order is that of trust: a byte order mark; the pattern of NUL bytes that UTF-16 and UTF-32 leave in Latin script;
UTF-8 where the bytes are valid UTF-8 (other encodings hardly ever are by chance, while a wrong `charset=iso-8859-1` on
a UTF-8 page is common); what the sender declared; what the page's `<meta>` declares; windows-1252, the web's own default,
where a few of its characters stand among ASCII; and charset-normalizer last, among the encodings of the web.
"""

from __future__ import annotations

import codecs
import re

from konon.records import Refused

# Python's names of the encodings that the web's standard knows (encoding.spec.whatwg.org). Others that Python has
# (rot13, punycode, utf-7, unicode_escape) are no way to write a page and some are a way to smuggle.
WEB = (
    frozenset({"utf-8", "ascii", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"})
    | {"gbk", "gb2312", "gb18030", "big5", "euc_jp", "shift_jis", "euc_kr"}
    | {f"cp{n}" for n in (866, 874, *range(1250, 1259))}
    | {f"iso8859-{n}" for n in (*range(1, 11), 13, 14, 15, 16)}
)
# What the web's standard reads instead of these: their supersets.
AS_WEB = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
MARKS = (  # the marks of UTF-32 begin like those of UTF-16, so they are asked first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
META = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""",
    re.IGNORECASE,
)
META_WITHIN = 4096  # the web's standard says 1024; pages with long comments before it are real

# Euro, low quotes, ellipsis, single guillemets, curly quotes, bullet, dashes, trade mark, no-break space, pound, section,
# guillemets, copyright, registered, degree, middle dot.
PUNCTUATION_1252 = frozenset(b"\x80\x82\x84\x85\x8b\x9b\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xab\xbb\xa9\xae\xb0\xb7")
FEW_HIGH = 10  # one byte in so many at most: French has one in 25, Russian and Greek one in 2, Indonesian next to none
NOT_ASCII = bytes(range(0x80, 0x100))
CONTROLS = dict.fromkeys((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
MANY_CONTROLS = 100  # more than one control character in so many is no text; real pages hold a stray one at most
SOUND = 4  # by chance hardly one sequence in windows-1252 is sound UTF-8, so four to one is proof enough
WIDE_SAMPLE = 4096


def decode(body: bytes, *, declared: str | None = None, html: bool = False) -> str:
    """The text of `body`, without its byte order mark and with line ends made `\\n`.

    Raises `Refused` where the bytes are no text: binary, or in no encoding that fits.
    """
    text = _decode(body, declared=declared, html=html)
    if "\x00" in text:
        raise Refused("is binary, not text (it holds NUL bytes)")
    controls = len(text) - len(text.translate(CONTROLS)) if not text.isprintable() else 0
    if controls * MANY_CONTROLS > len(text):
        raise Refused("is binary, not text (it is full of control characters)")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def marked(body: bytes) -> str | None:
    """The encoding that the byte order mark of `body` tells, if it has one."""
    return next((name for mark, name in MARKS if body.startswith(mark)), None)


def wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32, with its byte order, where the NUL bytes of `body` stand as they do in Latin script."""
    sample = body[: min(len(body), WIDE_SAMPLE) // 4 * 4]
    if b"\x00" not in sample:
        sample = body[: min(len(body), WIDE_SAMPLE) // 2 * 2]
    if not sample.count(0):
        return None
    by_four = [sample[i::4].count(0) / max(1, len(sample[i::4])) for i in range(4)]
    if by_four[0] < 0.1 and min(by_four[2:]) > 0.9 and by_four[1] > 0.5:
        return "utf-32-le"
    if by_four[3] < 0.1 and min(by_four[:2]) > 0.9 and by_four[2] > 0.5:
        return "utf-32-be"
    even, odd = (sample[i::2].count(0) / max(1, len(sample[i::2])) for i in range(2))
    if even < 0.05 and odd > 0.5:
        return "utf-16-le"
    if odd < 0.05 and even > 0.5:
        return "utf-16-be"
    return None


def binary(body: bytes) -> bool:
    """True where `body` holds NUL bytes that no text in UTF-16 or UTF-32 would have."""
    return b"\x00" in body and marked(body) not in ("utf-16", "utf-32") and wide(body) is None


def _decode(body: bytes, *, declared: str | None, html: bool) -> str:
    if mark := marked(body):
        text = _strictly(body, mark)
        if text is not None:
            return text
        if mark != "utf-8-sig":
            raise Refused(f"begins as {mark.upper()} and then is not")
    if b"\x00" in body:
        text = _strictly(body, wide(body))
        if text is None:
            raise Refused("is binary, not text (it holds NUL bytes)")
        return text
    for name in ("utf-8", _web_name(declared), _web_name(_in_page(body)) if html else None):
        text = _strictly(body, name)
        if text is not None:
            return text
    if (text := _mostly_utf8(body)) is not None:
        return text
    return _guess(body)


def _strictly(body: bytes, name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return body.decode(name)
    except UnicodeError:
        return None


def _web_name(label: str | None) -> str | None:
    """Python's name for a label as pages write it; None where it is none of the web's, or UTF-16 (which holds NUL bytes)."""
    try:
        name = codecs.lookup((label or "").strip().lower()).name
    except (LookupError, ValueError):
        return None
    return AS_WEB.get(name, name) if name in WEB else None


def _in_page(body: bytes) -> str | None:
    found = META.search(body, 0, META_WITHIN)
    return found[1].decode("ascii") if found else None


def _mostly_utf8(body: bytes) -> str | None:
    """UTF-8 with U+FFFD for what is broken, where four sound sequences stand against each broken one.

    Pages cut in the middle of a character are common; taking them for windows-1252 would spoil every other word.
    """
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    sound = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    return text if sound >= SOUND * broken else None


def _guess(body: bytes) -> str:
    high = len(body) - len(body.translate(None, NOT_ASCII))
    if high * FEW_HIGH <= len(body) or PUNCTUATION_1252.issuperset(set(body) & set(NOT_ASCII)):
        text = _strictly(body, "cp1252")
        if text is not None:
            return text
    from charset_normalizer import from_bytes  # 30 ms to import; hardly any page needs it

    best = from_bytes(body, cp_isolation=sorted(WEB), preemptive_behaviour=False).best()
    text = _strictly(body, _web_name(best.encoding)) if best else None
    if text is None:
        raise Refused("cannot be decoded: no character encoding fits its bytes")
    return text
