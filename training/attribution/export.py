"""Checkpoint of the attribution tagger -> a folder with quantised ONNX graphs, tokenizer and manifest.

python -m training.attribution.export --base BASE --checkpoint WORK/checkpoint.pt --out FOLDER

- model.onnx: input_ids, attention_mask (int64 [batch, tokens]; mask 1 for tokens, 0 for padding, padding id 1)
  -> emissions (float32 [batch, tokens, tags]) and projected (float32 [batch, tokens, 4 * size], for the linker).
  Large weights stand in files beside it, which the graph names.
- linker.npz: the small arrays of the linker; `decode.NumpyLinker` says which.

manifest.json holds the tags, the distance buckets of the linker and the transition scores [from, to] for the Viterbi search over words.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from training.attribution.decode import GAPS
from training.attribution.model import Linker, Tagger
from training.attribution.prepare import TAGS
from training.attribution.tokens import load_tokenizer
from training.packaging import METHODS, Int8Embedding, quantise, split_weights, write_manifest


class Graph(nn.Module):
    """The encoder, the emissions and the projection, written so that tracing gives a small graph."""

    def __init__(self, model: Tagger) -> None:
        super().__init__()
        self.embeddings, self.encoder, self.emit = model.encoder.embeddings, model.encoder.encoder, model.emit
        self.project = model.linker.project
        self.embeddings.word_embeddings = Int8Embedding(self.embeddings.word_embeddings)
        self.first = model.encoder.config.pad_token_id + 1

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """[batch, tokens] each -> emissions [batch, tokens, tags], projected [batch, tokens, 4 * size]"""
        positions = torch.arange(input_ids.shape[1]) + self.first  # padding stands at the end only
        hidden = self.embeddings.word_embeddings(input_ids) + self.embeddings.position_embeddings(positions)
        hidden = self.embeddings.LayerNorm(hidden)
        bias = (1.0 - attention_mask[:, None, None, :].float()) * -1e4
        bias = bias + self._relative(input_ids.shape[1])
        for layer in self.encoder.layer:
            hidden = layer(hidden, None, bias)[0]
        return self.emit(hidden), self.project(hidden)

    def _relative(self, tokens: int) -> Tensor:
        """Relative position bias, [1, heads, tokens, tokens]."""
        index = torch.arange(tokens)
        bucket = MPNetEncoder.relative_position_bucket(index[None, :] - index[:, None], num_buckets=32)
        return self.encoder.relative_attention_bias(bucket).permute(2, 0, 1)[None]


def export_linker(linker: Linker, path: Path) -> None:
    """Write the linker's arrays, but for the projection, which is in the graph."""
    arrays = {name: getattr(linker, name) for name in ("pair_source", "pair_content")}
    for name in ("source", "content"):
        arrays[f"distance_{name}"] = getattr(linker, f"distance_{name}")
        none = getattr(linker, f"none_{name}")
        arrays[f"none_{name}_weight"], arrays[f"none_{name}_bias"] = none.weight[0], none.bias
    np.savez(path, **{name: value.detach().numpy() for name, value in arrays.items()})


def export_encoder(model: Tagger, path: Path) -> None:
    """Write the float graph of encoder and emissions, with dynamic batch and token axes."""
    ids = torch.tensor([[0, 1996, 2003, 2], [0, 2058, 2, 1]])
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        Graph(model).eval(),
        (ids, (ids != 1).long()),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["emissions", "projected"],
        dynamic_axes=dict.fromkeys(("input_ids", "attention_mask", "emissions", "projected"), axes),
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--method", choices=METHODS, default="dynamic")
    parser.add_argument("--version", default="1")
    parser.add_argument("--limit", type=int, default=256, help="tokens per window, as in training")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    model = Tagger.from_base(args.base).eval()
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=False)
    model.load_state_dict(state["model"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "float.onnx")
        export_encoder(model, path)
        quantise(path, args.out / "model.onnx", args.method)
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
        pad_id=1,
        tags=list(TAGS),
        gaps=list(GAPS),
        transitions=[[round(x, 4) for x in row] for row in model.scores().tolist()],
        quantisation=args.method,
        step=state["step"],
        licence="see README.md",
    )
    for name in files:
        print(f"{name}: {(args.out / name).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
