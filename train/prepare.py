"""Stage 3: every document in words, pieces and labels; prints how much of the gold the labels can say at all."""

from __future__ import annotations

from pathlib import Path

import msgspec

from konon.decoding import ROLES, runs
from konon.pieces import WordPieces
from konon.records import Span
from train.corpora import coreference_texts, entity_texts
from train.documents import LABELS, SCHEMES, Document, development, training
from train.places import Places, parser
from train.pseudo import pseudo
from train.windows import Anchored, Text, segments, text_of


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """All that training and evaluation need."""

    ours: list[Text]
    polnear: list[Text]
    named: list[Text]  # the training parts of the sets with named entities
    coin: list[Text]
    pseudo: list[Text]  # articles as a finished reader read them


def prepared(path: Path) -> Data:
    """What this stage wrote."""
    return msgspec.msgpack.decode(path.read_bytes(), type=Data)


def ceiling(documents: list[Document], texts: list[Text]) -> str:
    """Share of gold spans that come back exactly from the labels."""
    out = []
    for role in ROLES[1:]:
        found = wanted = 0
        for document, text in zip(documents, texts, strict=True):
            gold = {span for a in document.attributions for span in getattr(a, role.lower())}
            back = {span for a in text.anchored for span in _spans(text, a, ROLES.index(role))}
            found += len(gold & back)
            wanted += len(gold)
        out.append(f"{role.lower()} {100 * found / max(wanted, 1):.1f}")
    return ", ".join(out)


def _spans(text: Text, a: Anchored, role: int) -> tuple[Span, ...]:
    return runs(text.spans, sorted(i for i, r in a.roles.items() if r == role))


def main() -> None:
    """Writes `data.msgpack`."""
    made = parser(__doc__)
    made.add_argument("--annotations", type=Path, default=LABELS, help="folder of further labels, by language")
    places = made.parse_args(namespace=Places())
    cut = WordPieces.load(places.tokenizer)
    ours, polnear = training(places.shared, places.annotations)
    corpora = places.shared / "data"
    data = Data(
        ours=[text_of(d, segments(d), cut) for d in ours],
        polnear=[text_of(d, segments(d), cut) for d in polnear],
        named=[t for name in ("idner2k", "nergrit", "nerp") for t in entity_texts(corpora / "ner", name, "train", cut)],
        coin=list(coreference_texts(corpora / "coin" / "dev.tsv", cut)),
        pseudo=[text_of(d, segments(d), cut) for d in pseudo(places.read_before)],
    )
    for name, documents, texts in (("ours", ours, data.ours), ("polnear", polnear, data.polnear)):
        kept = sum(len(t.anchored) for t in texts)
        print(
            f"{name}: {len(texts)} articles ({sum(t.language == 'en' for t in texts)} English), "
            f"{sum(len(p) for t in texts for p in t.pieces)} pieces, {kept} of {sum(len(d.attributions) for d in documents)} "
            f"attributions; sayable: {ceiling(documents, texts)}"
        )
    named = [t for t in data.ours if t.entities]
    holders = [a for t in data.ours for a in t.anchored]
    print(
        f"named entities: {len(named)} of our articles, {len(data.named)} sentences; coreference: {len(data.coin)} passages, "
        f"{sum(len(t.anchored) for t in data.coin)} pronouns; holders: {sum(a.names is not None for a in holders)} of "
        f"{len(holders)} known, {sum(bool(a.names) for a in holders)} named in the text"
    )
    print(f"read before: {len(data.pseudo)} articles, {sum(len(t.anchored) for t in data.pseudo)} attributions")
    held = development(places.shared)
    texts = [text_of(d, segments(d), cut) for d in held]
    for scheme in SCHEMES:
        some = [(d, t) for d, t in zip(held, texts, strict=True) if d.scheme == scheme]
        print(f"development, {scheme}: sayable: {ceiling([d for d, _ in some], [t for _, t in some])}")
    places.data.write_bytes(msgspec.msgpack.encode(data))


if __name__ == "__main__":
    main()
