"""The weights that come with the project are those that the manifest names."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from konon.tag import folder

MODELS = Path(__file__).parents[1] / "models"
MOST = 50_000_000  # bytes of a file in the repository


def test_every_file_has_the_hash_of_the_manifest_and_fits_the_repository() -> None:
    manifest = tomllib.loads((MODELS / "manifest.toml").read_text("utf-8"))
    files = manifest["files"] | manifest["entailment"]["files"]
    assert set(files) == {path.name for path in MODELS.iterdir()} - {"README.md", "manifest.toml"}
    for name, digest in files.items():
        raw = (MODELS / name).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == digest, name
        assert len(raw) < MOST


def test_the_manifest_names_its_data_and_its_scores() -> None:
    manifest = tomllib.loads((MODELS / "manifest.toml").read_text("utf-8"))
    assert {row["name"] for row in manifest["data"]} >= {"konon-gold", "PolNeAR 1.0, train half", "COIN, dev"}
    assert {"dev", "dev-en", "polnear-dev", "nergrit"} <= set(manifest["scores"])
    assert {row["name"] for row in manifest["entailment"]["data"]} == {"konon-families", "news pairs", "altered claims"}
    assert manifest["entailment"]["scores"]["held"]["contradicts"] > 70


def test_the_reader_takes_its_weights_from_there() -> None:
    assert folder() == MODELS
