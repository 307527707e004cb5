"""Opens a model folder: checks that every file of its manifest is there and unchanged, and names its version.

A model folder holds `manifest.json` with `name`, `version` and `files` (file name to sha256, as hex), and the files.
The folders that ship lie in `weights/` beside this module; a setting may point a role at another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "weights"
MANIFEST = "manifest.json"


class WeightsError(Exception):
    """A model folder is missing, incomplete or changed; the message names the folder and the remedy."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A verified model folder. `label` goes into every row that the model helped to make.

    `manifest` is the whole manifest: what else it says is for the module that runs the model to read.
    """

    path: Path
    name: str
    version: str
    manifest: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def label(self) -> str:
        """Name and version in at most 40 characters."""
        return f"{self.name}-{self.version}"[-40:]

    def file(self, name: str) -> Path:
        return self.path / name


def open_folder(folder: Path) -> ModelFolder:
    """Verify a model folder; WeightsError where it cannot be used. Reads every file once."""
    manifest_path = folder / MANIFEST
    try:
        manifest = json.loads(manifest_path.read_text(encoding="utf8"))
        name, version = str(manifest["name"]), str(manifest["version"])
        files = {str(file): _digest(entry) for file, entry in manifest["files"].items()}
    except FileNotFoundError as error:
        raise WeightsError(
            f"No model in {folder}: {MANIFEST} is missing. Check out the repository again, or point the setting of "
            "this model at a folder that holds one."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(
            f"{manifest_path} cannot be read as a model manifest ({error!r}). Restore the file from the repository."
        ) from error
    for file, expected in files.items():
        path = folder / file
        try:
            with path.open("rb") as handle:
                found = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError as error:
            raise WeightsError(
                f"{path} cannot be read ({error.strerror}). Restore the model folder from the repository."
            ) from error
        if found != expected:
            raise WeightsError(
                f"{path} is damaged or replaced: its sha256 is {found}, the manifest says {expected}. Restore the "
                "file, or give the new model a manifest of its own."
            )
    return ModelFolder(path=folder, name=name, version=version, manifest=manifest)


def _digest(entry: object) -> str:
    """The sha256 of a manifest entry: the bare digest, or an object that holds it beside the size."""
    return str(entry["sha256"]) if isinstance(entry, dict) else str(entry)
