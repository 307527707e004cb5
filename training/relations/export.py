"""Checkpoint of the relation model -> a folder with a quantised ONNX graph, tokenizer and manifest.

python -m training.relations.export --base BASE --checkpoint WORK/checkpoint.pt --out FOLDER

model.onnx: input_ids, attention_mask (int64 [batch, tokens]; mask 1 for tokens, 0 for padding, padding id 1) ->
logits `entailment` [batch, 3], `relation` [batch, 5], `axis` [batch, 13]. The manifest names the classes in order.
`claims.nlp.claim_pairs` says how pairs become tokens. A temperature, by which a head's logits are divided before the
softmax, goes into the manifest: --temperature relation=1.4
"""

import argparse
import random
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from claims.nlp.tagging import load_tokenizer
from training.attribution.prepare import read_rows
from training.encoder import PAD, TracedEncoder, export_graph, padded
from training.packaging import METHODS, quantise, split_weights, write_manifest
from training.relations.model import HEADS, CrossEncoder, pooled
from training.relations.prepare import (
    AXES,
    ENTAILMENT,
    MAX_LENGTH,
    RELATIONS,
    nli_examples,
    relation_examples,
    split_events,
)
from training.smoothing import smooth

SMOOTHED_ON = 150  # pairs of each kind
KEPT = ("/dense/Gemm", *(f"/{name}/" for name in HEADS))  # the small maps behind the encoder stay in float


class Graph(nn.Module):
    """The encoder and all heads."""

    def __init__(self, model: CrossEncoder) -> None:
        super().__init__()
        self.model, self.encoder = model, TracedEncoder(model.encoder)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        """[batch, tokens] each -> logits [batch, classes] in the order of HEADS"""
        logits = self.model.classify(pooled(self.encoder(input_ids, attention_mask), attention_mask))
        return tuple(logits[name] for name in HEADS)


def temperature(text: str) -> tuple[str, float]:
    """HEAD=VALUE"""
    head, _, value = text.partition("=")
    if head not in HEADS or not 0 < float(value) < float("inf"):
        raise ValueError(text)
    return head, float(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/pairs"), help="to smooth on")
    parser.add_argument("--smooth", type=float, default=0.8, help="strength of the smoothing before int8; 0 for none")
    parser.add_argument("--method", choices=METHODS, default="dynamic")
    parser.add_argument("--version", default="1")
    parser.add_argument("--temperature", type=temperature, action="append", default=[], metavar="HEAD=VALUE")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    model = CrossEncoder.from_base(args.base).eval()
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=False)
    model.load_state_dict(state["model"])
    tokenizer, rng = load_tokenizer(args.base), random.Random(0)
    if args.smooth:
        train, _ = split_events(read_rows(args.data / "claim_relations_train.jsonl.gz"))
        examples = relation_examples(rng.sample(train, SMOOTHED_ON), tokenizer, 0)
        examples += nli_examples(rng.sample(read_rows(args.data / "nli_train.jsonl.gz"), SMOOTHED_ON), tokenizer)
        smooth(model.encoder, (padded([example.ids]) for example in examples), args.smooth)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "float.onnx")
        export_graph(Graph(model), path, {name: {0: "batch"} for name in HEADS})
        quantise(path, args.out / "model.onnx", args.method, keep=KEPT)
    tokenizer.save(str(args.out / "tokenizer.json"))
    files = [*split_weights(args.out / "model.onnx"), "tokenizer.json"]
    write_manifest(
        args.out,
        files,
        name="relations-mpnet",
        version=args.version,
        role="entailment",
        max_length=MAX_LENGTH,
        pad_id=PAD,
        classes={"entailment": list(ENTAILMENT), "relation": list(RELATIONS), "axis": list(AXES)},
        temperature=dict(args.temperature),
        quantisation=args.method,
        smoothing=args.smooth,
        step=state["step"],
        licence="see README.md",
    )
    for name in files:
        print(f"{name}: {(args.out / name).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
