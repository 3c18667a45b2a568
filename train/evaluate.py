"""Stage 5: reads the development sets and scores them with `gold/score.py`.

For our own articles the full contract is scored, holders by Konon's rules; for PolNeAR its spans and attributions.
"""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from konon import gazetteer
from konon.decoding import THRESHOLD, Scores, attributions, mentions, tags
from konon.grammar import grammar
from konon.holders import resolve
from konon.lexicon import load
from konon.pieces import PAD, WordPieces
from konon.records import Attribution, Mention
from konon.segment import Segments
from konon.tag import Network, Seen, scan
from konon.tag import load as load_model
from konon.windows import Batch
from train.corpora import entity_texts
from train.documents import LABELS, SCHEMES, Document, Scheme, annotated, labelled_lines, read
from train.fit import held_out
from train.model import Reader, trained
from train.places import Places, parser
from train.prepare import prepared
from train.windows import Text, segments, text_of

ENTITY_FILES = {"idner": ("idner2k", "dev"), "nergrit": ("nergrit", "valid"), "nerp": ("nerp", "valid")}
SHOWN = (
    "entities",
    "source exact",
    "source overlap",
    "cue exact",
    "cue overlap",
    "content exact",
    "content overlap",
    "attribution",
)
OURS = ("act (of matched content)", "quote (of matched content)", "holder (of matched content)")
Figures = dict[str, dict[str, float]]


def torch_model(reader: Reader) -> Network:
    """A reader in torch as `konon.tag` calls it."""

    def call(batch: Batch, threshold: float) -> Scores:
        features, first = torch.from_numpy(batch.features), torch.from_numpy(batch.first)
        pieces = torch.from_numpy(batch.pieces)
        with torch.inference_mode():
            states = reader.encoder(pieces, pieces != PAD, torch.from_numpy(batch.scheme))
            words = reader.words(states, first, features)
            real = (first > 0).to(words.dtype)
            kinds = torch.softmax(reader.anchor(words), -1)
            index = ((1 - kinds[..., 0]) * real >= threshold).nonzero()
            roles, acts, names = reader.heads(words, real, features, index[:, 0], index[:, 1])
            chosen = kinds[index[:, 0], index[:, 1]]
            return Scores(
                index=index.numpy(),
                kinds=chosen.numpy(),
                roles=roles.numpy(),
                acts=torch.softmax(acts, -1).numpy(),
                names=torch.sigmoid(names).numpy(),
                entities=reader.entities(words).numpy(),
            )

    return call


def scorer(shared: Path) -> Any:
    """`gold/score.py` as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "gold" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Case:
    """One development set: its documents in words, made once."""

    def __init__(self, documents: Sequence[Document], cut: WordPieces, gold: dict[str, list[dict[str, Any]]]) -> None:
        self.documents = documents
        self.gold = [gold[d.text] for d in documents]
        self.segments: list[Segments] = [segments(d) for d in documents]
        self.texts: list[Text] = [text_of(d, s, cut) for d, s in zip(documents, self.segments, strict=True)]


def read_case(case: Case, network: Network, threshold: float) -> list[Seen]:
    """What the network sees in each document."""
    scheme = [SCHEMES.index(d.scheme) for d in case.documents]
    return [scan(t, network, threshold=threshold, scheme=k) for t, k in zip(case.texts, scheme, strict=True)]


def predicted(case: Case, seen: Sequence[Seen]) -> list[list[Attribution]]:
    """The attributions of each document."""
    grammars = [grammar(load(d.language)) for d in case.documents]
    return [attributions(s, each.found, g) for s, each, g in zip(case.segments, seen, grammars, strict=True)]


def entity_figures(texts: Sequence[Text], network: Network) -> dict[str, dict[str, float]]:
    """Entity F1 (exact span and kind), by the conventions of the texts' own set."""
    right = given = wanted = 0
    for text in texts:
        gold = _entities(text, text.entities)
        found = _entities(text, tags(scan(text, network, threshold=1.1).entities[:, text.entity_set]))
        right += len(gold & found)
        given += len(found)
        wanted += len(gold)
    p, r = right / max(given, 1), right / max(wanted, 1)
    f = 2 * p * r / max(p + r, 1e-9)
    return {
        "entities": {
            "P": round(100 * p, 1),
            "R": round(100 * r, 1),
            "F1": round(100 * f, 1),
            "predicted": given,
            "gold": wanted,
        }
    }


def _entities(text: Text, tagged: Sequence[int]) -> set[Mention]:
    return set(mentions(text.spans, tagged))


def score(case: Case, attributed: Sequence[Sequence[Attribution]], module: Any) -> Figures:
    """The figures of `gold/score.py`."""
    tally = module.Tally()
    for document, s, some, gold in zip(case.documents, case.segments, attributed, case.gold, strict=True):
        lexicon = load(document.language)
        holders = resolve(some, s, grammar(lexicon), known=gazetteer.load(), language=lexicon.language)
        claims = [
            {"source": a.source, "cue": a.cue, "content": a.content, "act": a.act, "quote": a.quote, "holder": h}
            for a, h in zip(some, holders, strict=True)
        ]
        empty: dict[str, list[object]] = {"times": [], "events": [], "sourcing": [], "boilerplate": []}
        right = {"attributions": gold, "published": "", **empty}
        module.score_article(right, {"claims": claims, "article": {"published": ""}, **empty}, tally)
    table: Figures = tally.table()
    return table


def gold_files(shared: Path) -> dict[str, tuple[Path, str, Scheme]]:
    """The development sets by name."""
    return {
        "dev": (shared / "gold" / "dev.jsonl", "id", "ours"),
        "dev-en": (shared / "gold" / "dev-en.jsonl", "en", "ours"),
        "polnear-dev": (shared / "data" / "polnear" / "dev.jsonl", "en", "polnear"),
    }


def raw_gold(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The attributions of a file as they stand there, by text; what PolNeAR lacks is filled in."""
    raws = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {raw["text"]: filled(raw["attributions"]) for raw in raws}


def filled(attributions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, with the neutral values of what a set does not tell."""
    return [{"act": "say", "quote": "indirect", "holder": None} | a for a in attributions]


def case_of(places: Places, name: str, labels: Path = LABELS) -> Case:
    """One development set; `held` is what training held out of our own articles."""
    cut = WordPieces.load(places.tokenizer)
    if name != "held":
        path, language, scheme = gold_files(places.shared)[name]
        return Case(read(path, language, scheme), cut, raw_gold(path))
    ids = {t.id for t in held_out(prepared(places.data).ours)[1]}
    path = places.shared / "gold" / "train.jsonl"
    ours = [*read(path, "id", "ours"), *annotated(places.shared, labels)]
    gold = raw_gold(path)
    for _, text, line in labelled_lines(places.shared, labels):
        gold[text] = filled(json.loads(line)["attributions"])
    return Case([d for d in ours if d.id in ids], cut, gold)


def show(name: str, figures: Figures) -> str:
    """Some lines for people."""
    rows = [f"== {name}"]
    for key in (*SHOWN, *OURS):
        if key in figures and not (key in OURS and name.startswith("polnear")):
            row = figures[key]
            rows.append(
                f"{key:28} P {row['P']:5.1f}  R {row['R']:5.1f}  F1 {row['F1']:5.1f}  "
                f"predicted {row['predicted']} gold {row['gold']}"
            )
    return "\n".join(rows)


def main() -> None:
    """Prints the figures of a checkpoint, and writes them where `--json` says."""
    made = parser(__doc__)
    made.add_argument("weights", type=Path)
    made.add_argument("--sets", nargs="*", default=["held", "dev", "dev-en", "polnear-dev", *ENTITY_FILES])
    made.add_argument("--annotations", type=Path, default=LABELS)
    made.add_argument("--threshold", type=float, default=THRESHOLD)
    made.add_argument("--json", type=Path)
    options = made.parse_args(namespace=Places())
    model = model_at(options.weights)
    module = scorer(options.shared)
    every: dict[str, Figures] = {}
    cut = WordPieces.load(options.tokenizer)
    for name in options.sets:
        started = time.monotonic()
        if name in ENTITY_FILES:
            every[name] = entity_figures(entity_texts(options.shared / "data" / "ner", *ENTITY_FILES[name], cut), model)
        else:
            case = case_of(options, name, options.annotations)
            every[name] = score(case, predicted(case, read_case(case, model, options.threshold)), module)
        print(show(name, every[name]), f"\n({time.monotonic() - started:.1f} s)", flush=True)
    if options.json:
        options.json.write_text(json.dumps(every, indent=1), "utf-8")


def model_at(path: Path) -> Network:
    """The network in a file of torch weights, or in a folder with a graph."""
    return load_model(path) if path.is_dir() else torch_model(trained(path))


if __name__ == "__main__":
    main()
