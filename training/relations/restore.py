"""An exported folder -> a checkpoint that training can start from: the int8 weights back in float.

python -m training.relations.restore --base BASE --model claims/nlp/weights/relations --out START.pt
python -m training.relations.train_relations --base BASE --start START.pt ...

For training on without the checkpoint that the export was made of. What rounding took away stays away; optimiser state
is not kept.
"""

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper

from training.checkpointing import write_atomically
from training.relations.model import CrossEncoder

Arrays = dict[str, npt.NDArray[np.generic]]


def restored(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """Parameters of a CrossEncoder by name, from the graph that `export` made of it."""
    arrays: Arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    found = {}
    for name, value in arrays.items():
        if name.startswith("model.") and not name.endswith(".inverse"):
            plain = name.removeprefix("model.").replace(".inner", "")
            # The export turns the heads' weights round.
            found[plain] = value.T if value.ndim == 2 and plain.startswith(("dense", "heads")) else value
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            path = node.name.removesuffix("/MatMul_quant").strip("/").replace("/", ".")
            found[f"encoder.{path.replace('.inner', '')}.weight"] = _product(arrays, node.input[1], path)
    found["encoder.embeddings.word_embeddings.weight"] = _words(arrays)
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in found.items()}


def _product(arrays: Arrays, quantised: str, path: str) -> npt.NDArray[np.float32]:
    """The weight [out, in] of one linear map, with its rounding scale and its smoothing taken out."""
    stem = quantised.removesuffix("_quantized")
    scale = arrays[f"{stem}_scale"].astype(np.float32)
    weight = (arrays[quantised].astype(np.float32) - arrays[f"{stem}_zero_point"].astype(np.float32)) * scale
    holder = path.rsplit(".inner", 1)[0]  # the smoothed module, around one map or around query, key and value
    inverse = arrays.get(f"model.encoder.{holder}.inverse")
    return np.asarray((weight if inverse is None else weight * inverse.astype(np.float32)[:, None]).T)


def _words(arrays: Arrays) -> npt.NDArray[np.float32]:
    """The word vectors: the one int8 table with a scale for each row."""
    scales = {value.shape[0]: value for value in arrays.values() if value.ndim == 2 and value.shape[1] == 1}
    (table,) = [v for v in arrays.values() if v.dtype == np.int8 and v.ndim == 2 and v.shape[0] in scales]
    return np.asarray(table.astype(np.float32) * scales[table.shape[0]].astype(np.float32))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model")
    parser.add_argument("--model", type=Path, required=True, help="exported folder")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model = CrossEncoder.from_base(args.base)
    state = restored(onnx.load(args.model / "model.onnx"))
    missing, unexpected = model.load_state_dict(state, strict=False)
    if missing or unexpected:
        raise ValueError(f"not a relation model of this form: missing {missing}, unexpected {unexpected}")
    write_atomically(args.out, {"model": model.state_dict(), "step": 0})
    print(f"wrote {args.out}")


if __name__ == "__main__":
    main()
