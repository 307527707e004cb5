"""What every exported model folder shares: quantisation, split weight files and the manifest with file hashes."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from torch import Tensor, nn

FILE_LIMIT = 95 * 10**6  # bytes; no larger file may go into the repository
SPLIT_AT = 80 * 10**6  # bytes of one weight file
INLINE = 4096  # bytes; smaller tensors stay inside model.onnx

METHODS = ("float", "dynamic", "blocks8", "blocks4")


class Int8Embedding(nn.Module):
    """An embedding table in int8 with one scale per row, [rows, width]."""

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        weight = table.weight.detach()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("table", (weight / scale).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        """ids [...] -> vectors [..., width]"""
        return self.table[ids].float() * self.scale[ids]


def quantise(source: Path, target: Path, method: str, *, keep: Sequence[str] = ()) -> None:
    """Quantise the matrix products of a float graph, but for those whose node has one of `keep` in its name.

    - dynamic: weights int8 with a scale per output channel, activations int8 with one scale per call
    - blocks8, blocks4: weights in blocks of 32 with a scale each, activations likewise when it runs
    """
    kept = [node.name for node in onnx.load(source).graph.node if any(part in node.name for part in keep)]
    kept += [f"{name}_MatMul" for name in kept]  # what the quantiser calls a Gemm
    if method == "dynamic":
        quantize_dynamic(
            source,
            target,
            per_channel=True,
            reduce_range=True,  # 7 bits: no overflow on processors without VNNI
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=kept,
        )
        return
    model = onnx.load(source)
    if method in ("blocks8", "blocks4"):
        bits = int(method[-1])
        config = DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, accuracy_level=4, bits=bits)
        quantiser = MatMulNBitsQuantizer(model, algo_config=config, nodes_to_exclude=kept)
        quantiser.process()
        model = quantiser.model.model
    onnx.save(model, target)


def split_weights(path: Path) -> list[str]:
    """Move the large tensors of a graph into weight files beside it; returns the names of all files.

    Run time needs nothing special: the graph names the files.
    """
    model = onnx.load(path)
    names = [path.name]
    for old in path.parent.glob(f"{path.stem}-*.bin"):
        old.unlink()
    if path.stat().st_size > SPLIT_AT:
        number, filled = 1, 0
        for tensor in model.graph.initializer:
            size = tensor.ByteSize()
            if size < INLINE:
                continue
            if filled + size > SPLIT_AT and filled:
                number, filled = number + 1, 0
            filled += size
            name = f"{path.stem}-{number}.bin"
            if not tensor.HasField("raw_data"):
                tensor.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor), tensor.name))
            set_external_data(tensor, location=name)
            if name not in names:
                names.append(name)
    path.unlink()
    onnx.save(model, path)
    for name in names:
        (path.parent / name).chmod(0o644)
    return names


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(folder: Path, files: list[str], **fields: Any) -> None:
    """Write manifest.json: the given fields and the sha256 of every file. Refuses files above the limit."""
    for name in files:
        size = (folder / name).stat().st_size
        if size > FILE_LIMIT:
            raise ValueError(f"{name} has {size / 1e6:.1f} MB, above the limit of {FILE_LIMIT / 1e6:.0f} MB")
    manifest = {**fields, "files": {name: sha256(folder / name) for name in files}}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf8")
