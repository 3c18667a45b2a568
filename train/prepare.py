"""Stage 3: every document in words, pieces and labels; prints how much of the gold the labels can say at all."""

from __future__ import annotations

from pathlib import Path

import msgspec

from train.documents import LABELS, SCHEMES, Document, development, training
from train.pieces import WordPieces
from train.places import Places, parser
from train.reading import spans_of
from train.windows import ROLES, Text, segments, text_of


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """All that training and evaluation need."""

    ours: list[Text]
    polnear: list[Text]


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
            back = {span for a in text.anchored for span in spans_of(text.spans, a.roles, ROLES.index(role))}
            found += len(gold & back)
            wanted += len(gold)
        out.append(f"{role.lower()} {100 * found / max(wanted, 1):.1f}")
    return ", ".join(out)


def main() -> None:
    """Writes `data.msgpack`."""
    made = parser(__doc__)
    made.add_argument("--annotations", type=Path, default=LABELS, help="folder of further labels, by language")
    places = made.parse_args(namespace=Places())
    cut = WordPieces.load(places.tokenizer)
    ours, polnear = training(places.shared, places.annotations)
    data = Data(
        ours=[text_of(d, segments(d), cut) for d in ours],
        polnear=[text_of(d, segments(d), cut) for d in polnear],
    )
    for name, documents, texts in (("ours", ours, data.ours), ("polnear", polnear, data.polnear)):
        kept = sum(len(t.anchored) for t in texts)
        print(
            f"{name}: {len(texts)} articles ({sum(t.language == 'en' for t in texts)} English), "
            f"{sum(len(p) for t in texts for p in t.pieces)} pieces, {kept} of {sum(len(d.attributions) for d in documents)} "
            f"attributions; sayable: {ceiling(documents, texts)}"
        )
    held = development(places.shared)
    texts = [text_of(d, segments(d), cut) for d in held]
    for scheme in SCHEMES:
        some = [(d, t) for d, t in zip(held, texts, strict=True) if d.scheme == scheme]
        print(f"development, {scheme}: sayable: {ceiling([d for d, _ in some], [t for _, t in some])}")
    places.data.write_bytes(msgspec.msgpack.encode(data))


if __name__ == "__main__":
    main()
