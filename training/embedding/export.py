"""Export all-MiniLM-L6-v2 as an int8 ONNX graph that returns sentence embeddings, and measure it.

    python -m training.embedding.export --base PATH/all-MiniLM-L6-v2

The graph takes input_ids, attention_mask and token_type_ids (int64 [batch, tokens]) and returns `embedding`
(float32 [batch, 384]): the mean over the tokens, normalised to length 1. Weights are int8 with one scale per output
channel, activations are quantised when it runs.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.packaging import write_manifest

MAX_LENGTH = 256
DIMENSION = 384


class SentenceEmbedder(nn.Module):
    """The encoder with mean pooling and normalisation."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        config = BertConfig(**json.loads((base / "config.json").read_text()))
        config._attn_implementation = "eager"
        self.encoder = BertModel(config, add_pooling_layer=False)
        missing, _ = self.encoder.load_state_dict(load_file(base / "model.safetensors"), strict=False)
        if missing:
            raise ValueError(f"not in the base model: {missing}")
        self.eval()

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """[batch, tokens] each -> [batch, 384], unit length."""
        # The mask is made additive here: the library's own builder does not trace to a small graph.
        bias = (1.0 - attention_mask[:, None, None, :].float()) * -1e4
        hidden = self.encoder.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        hidden = self.encoder.encoder(hidden, attention_mask=bias).last_hidden_state
        weight = attention_mask[:, :, None].float()
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        return nn.functional.normalize(mean, dim=1)


def export(model: SentenceEmbedder, path: Path) -> None:
    """Write the float graph with dynamic batch and token axes."""
    example = torch.ones(2, 8, dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        model,
        (example, example, torch.zeros_like(example)),
        str(path),
        input_names=["input_ids", "attention_mask", "token_type_ids"],
        output_names=["embedding"],
        dynamic_axes={
            "input_ids": axes,
            "attention_mask": axes,
            "token_type_ids": axes,
            "embedding": {0: "batch"},
        },
        opset_version=17,
        dynamo=False,
    )


def batches(tokenizer: Tokenizer, texts: list[str], size: int = 16) -> list[tuple[list[int], dict[str, np.ndarray]]]:
    """Padded inputs of texts of similar length, with the indices of the texts."""
    encoded = tokenizer.encode_batch(texts)
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
    found = []
    for start in range(0, len(order), size):
        part = order[start : start + size]
        width = max(len(encoded[i].ids) for i in part)
        ids = np.zeros((len(part), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, i in enumerate(part):
            ids[row, : len(encoded[i].ids)] = encoded[i].ids
            mask[row, : len(encoded[i].ids)] = 1
        found.append((part, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}))
    return found


def embed(session: onnxruntime.InferenceSession, tokenizer: Tokenizer, texts: list[str], size: int) -> np.ndarray:
    """[texts, 384]; `size` texts a batch"""
    found = np.empty((len(texts), DIMENSION), dtype=np.float32)
    for part, inputs in batches(tokenizer, texts, size):
        found[part] = session.run(None, inputs)[0]
    return found


@torch.inference_mode()
def embed_original(model: SentenceEmbedder, tokenizer: Tokenizer, texts: list[str]) -> np.ndarray:
    """[texts, 384] by the unquantised model"""
    found = np.empty((len(texts), DIMENSION), dtype=np.float32)
    for part, inputs in batches(tokenizer, texts):
        found[part] = model(**{name: torch.from_numpy(a) for name, a in inputs.items()}).numpy()
    return found


def load_tokenizer(base: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_LENGTH)
    tokenizer.no_padding()
    return tokenizer


def sentences(path: Path, count: int) -> list[str]:
    """Texts to measure on: a plain text file, or JSON lines with "premise"/"hypothesis", spread over the file."""
    from training.attribution.prepare import read_rows

    if path.name.endswith(".txt"):
        lines = [line.strip() for line in path.read_text(encoding="utf8").splitlines()]
    else:
        lines = [row[side] for row in read_rows(path) for side in ("premise", "hypothesis")]
    unique = list(dict.fromkeys(line for line in lines if line))
    return unique[:: max(1, len(unique) // count)][:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="config.json, model.safetensors, tokenizer.json")
    parser.add_argument("--out", type=Path, default=Path("claims/nlp/weights/embedder"))
    parser.add_argument("--sentences", type=Path, default=Path("../shared/data/pairs/nli_dev.jsonl.gz"))
    parser.add_argument("--count", type=int, default=300)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    model, tokenizer = SentenceEmbedder(args.base), load_tokenizer(args.base)
    tokenizer.save(str(args.out / "tokenizer.json"))
    with tempfile.TemporaryDirectory() as folder:
        export(model, Path(folder, "float.onnx"))
        quantize_dynamic(
            Path(folder, "float.onnx"),
            args.out / "model.onnx",
            per_channel=True,
            reduce_range=True,  # 7 bits: no overflow on processors without VNNI
            weight_type=QuantType.QInt8,
        )
    write_manifest(
        args.out,
        ["model.onnx", "tokenizer.json"],
        name="all-MiniLM-L6-v2-int8",
        version="1",
        role="embedder",
        max_length=MAX_LENGTH,
        dimension=DIMENSION,
        licence="Apache-2.0",
    )

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(args.out / "model.onnx", options, providers=["CPUExecutionProvider"])
    texts = sentences(args.sentences, args.count)
    original = embed_original(model, tokenizer, texts)
    embed(session, tokenizer, texts[:32], 16)
    words = np.mean([len(t.split()) for t in texts])
    print(f"{len(texts)} texts of {words:.1f} words on average")
    for size in (1, 16):
        began, used = time.monotonic(), time.process_time()
        quantised = embed(session, tokenizer, texts, size)
        wall, used = time.monotonic() - began, time.process_time() - used
        cosine = (original * quantised).sum(1)
        # What retrieval sees: does the nearest other text stay the same?
        near = [(m @ m.T - 2 * np.eye(len(texts))).argmax(1) for m in (original, quantised)]
        print(
            f"batches of {size}: cosine to the original mean {cosine.mean():.4f}, lowest {cosine.min():.4f};", end=" "
        )
        print(f"same nearest neighbour {(near[0] == near[1]).mean():.3f};", end=" ")
        print(f"{len(texts) / wall:.0f} texts/s, {len(texts) / used:.0f} per second of one core")


if __name__ == "__main__":
    main()
