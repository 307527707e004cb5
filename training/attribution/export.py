"""Checkpoint of the attribution tagger -> a folder with quantised ONNX graphs, tokenizer and manifest.

python -m training.attribution.export --base BASE --checkpoint WORK/checkpoint.pt --out FOLDER

- model.onnx: input_ids, attention_mask (int64 [batch, tokens]; mask 1 for tokens, 0 for padding, padding id 1)
  -> emissions (float32 [batch, tokens, tags]) and projected (float32 [batch, tokens, 4 * size], for the linker).
  Large weights stand in files beside it, which the graph names.
- linker.npz: the small arrays of the linker; `claims.nlp.tagging.Linker` says which.

manifest.json holds the tags, the distance buckets of the linker and the transition scores [from, to] for the Viterbi
search over words.
"""

import argparse
import random
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from claims.nlp.tagging import GAPS, TAGS, load_tokenizer, windows
from training.attribution.model import PLACES, Linker, Tagger
from training.attribution.prepare import lines, read_rows
from training.encoder import PAD, TracedEncoder, export_graph, padded
from training.packaging import METHODS, quantise, split_weights, write_manifest
from training.smoothing import smooth


class Graph(nn.Module):
    """The encoder, the emissions and the linker's projection."""

    def __init__(self, model: Tagger) -> None:
        super().__init__()
        self.encoder, self.emit, self.project = TracedEncoder(model.encoder), model.emit, model.linker.project

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """[batch, tokens] each -> emissions [batch, tokens, tags], projected [batch, tokens, 4 * size]"""
        hidden = self.encoder(input_ids, attention_mask)
        return self.emit(hidden), self.project(hidden)


def export_linker(linker: Linker, path: Path) -> None:
    """Write the linker's arrays, but for the projection, which is in the graph."""
    arrays = {name: getattr(linker, name) for name in ("pair_source", "pair_content")}
    for name in ("source", "content"):
        arrays |= {f"{kind}_{name}": linker.place_scores(f"{kind}_{name}") for kind in PLACES}
        none = getattr(linker, f"none_{name}")
        arrays[f"none_{name}_weight"], arrays[f"none_{name}_bias"] = none.weight[0], none.bias
    np.savez(path, **{name: value.detach().numpy() for name, value in arrays.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--method", choices=METHODS, default="dynamic")
    parser.add_argument("--smooth", type=float, default=0.8, help="strength of the smoothing before int8; 0 for none")
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data/attribution/polnear_train.jsonl.gz"), help="to smooth on"
    )
    parser.add_argument("--version", default="1")
    parser.add_argument("--limit", type=int, default=256, help="tokens per window, as in training")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    model = Tagger.from_base(args.base).eval()
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=False)
    model.load_state_dict(state["model"])
    if args.smooth:
        rows = random.Random(0).sample(read_rows(args.data), 10)
        tokenizer = load_tokenizer(args.base)
        cut = [window.ids for row in rows for window in windows(row["text"], lines(row["text"]), tokenizer, args.limit)]
        smooth(model.encoder, (padded([ids]) for ids in cut), args.smooth)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "float.onnx")
        axes = {0: "batch", 1: "tokens"}
        export_graph(Graph(model), path, {"emissions": axes, "projected": axes})
        quantise(path, args.out / "model.onnx", args.method, keep=("/emit/", "/project/"))
    export_linker(model.linker, args.out / "linker.npz")
    files = [*split_weights(args.out / "model.onnx"), "linker.npz", "tokenizer.json"]
    shutil.copyfile(args.base / "tokenizer.json", args.out / "tokenizer.json")
    load_tokenizer(args.out).save(str(args.out / "tokenizer.json"))  # without truncation and padding
    write_manifest(
        args.out,
        files,
        name="attribution-mpnet",
        version=args.version,
        role="tagger",
        max_length=args.limit,
        pad_id=PAD,
        tags=list(TAGS),
        gaps=list(GAPS),
        transitions=[[round(x, 4) for x in row] for row in model.scores().tolist()],
        quantisation=args.method,
        smoothing=args.smooth,
        step=state["step"],
        licence="see README.md",
    )
    for name in files:
        print(f"{name}: {(args.out / name).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
