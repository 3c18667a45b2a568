"""A page's own data: its meta elements and its JSON-LD, broken or not, as typed records."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from msgspec import Struct

from konon.markup import Element, squeeze

# schema.org types that are news articles or stand for one.
ARTICLE_TYPE = re.compile(r"(?:Article|Report|BlogPosting|LiveBlogPosting|NewsEvent|MediaReview)$")
FIELD = re.compile(r'"(headline|datePublished|dateModified|articleBody|inLanguage)"\s*:\s*"((?:[^"\\]|\\.)*)"')


class Described(Struct, frozen=True, kw_only=True):
    """One article as a JSON-LD block describes it."""

    headline: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None


class Head(Struct, frozen=True, kw_only=True):
    """The page's meta elements and its JSON-LD."""

    metas: dict[str, tuple[str, ...]]
    described: Described
    is_article: bool

    def first(self, *names: str) -> str | None:
        """The first content of the first of these meta elements that has one."""
        return next((v for name in names for v in self.metas.get(name, ()) if v), None)


def read_head(tree: Element) -> Head:
    """The meta elements of a page and the first article that its JSON-LD describes."""
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = squeeze(meta.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := meta.get(attribute)):
                metas.setdefault(name.strip().lower(), []).append(content)
    nodes = [node for script in tree.iter("script") if "ld+json" in (script.get("type") or "") for node in _nodes(script.text)]
    articles = [d for node in nodes if (d := _described(node)) is not None]
    described = articles[0] if articles else Described()
    return Head(metas={k: tuple(v) for k, v in metas.items()}, described=described, is_article=bool(articles))


def _nodes(source: str | None) -> Iterator[dict[str, object]]:
    """The objects of a JSON-LD script, those inside lists and `@graph` too; a broken one gives the fields it still shows."""
    text = re.sub(r"/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|<!\[CDATA\[|\]\]>|<!--|-->", "", source or "").strip().rstrip(";")
    if not text:
        return
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text)):
        try:
            yield from _flat(json.loads(attempt, strict=False), 0)
            return
        except (json.JSONDecodeError, RecursionError):
            continue
    if fields := {m[1]: m[2].replace('\\"', '"').replace("\\/", "/") for m in FIELD.finditer(text)}:
        kind = re.search(r'"@type"\s*:\s*\[?\s*"(\w+)"', text)
        yield {"@type": kind[1] if kind else "Article", **fields}


def _flat(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for part in value:
            yield from _flat(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            if key in value:
                yield from _flat(value[key], depth + 1)


def _described(node: dict[str, object]) -> Described | None:
    types = node.get("@type")
    if not any(isinstance(t, str) and ARTICLE_TYPE.search(t) for t in (types if isinstance(types, list) else [types])):
        return None
    address = node.get("mainEntityOfPage")
    return Described(
        headline=_string(node.get("headline")) or _string(node.get("name")),
        published=_string(node.get("datePublished")) or _string(node.get("dateCreated")),
        updated=_string(node.get("dateModified")),
        authors=tuple(_names(node.get("author"))),
        publisher=next(_names(node.get("publisher")), None),
        language=_string(node.get("inLanguage")),
        url=_string(node.get("url"))
        or _string(address)
        or (_string(address.get("@id")) if isinstance(address, dict) else None),
        body=_string(node.get("articleBody"), lines=True),
    )


def _string(value: object, *, lines: bool = False) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return None
    text = html.unescape(value)
    if lines:
        return "\n".join(filter(None, map(squeeze, re.sub(r"<br\s*/?>|</p>", "\n", text).split("\n")))) or None
    return squeeze(re.sub(r"<[^<>]{1,80}>", "", text)) or None


def _names(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = _string(one.get("name")) if isinstance(one, dict) else _string(one)
        if name:
            yield name
