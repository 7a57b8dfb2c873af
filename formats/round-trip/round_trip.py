"""Writes arrays of all kinds for Thrice to read, and checks what it wrote of them; see round-trip.sh."""

import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import safetensors
import safetensors.numpy

try:
    import safetensors.torch
    import torch
except ImportError:
    torch = None

TYPES = ["<f4", ">f4", "<f8", ">f8", "<f2", ">f2", "i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8",
         "u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8", "?"]
SHAPES = [(), (1,), (7,), (0,), (3, 5), (5, 1), (1, 5), (0, 4), (2, 3, 4), (2, 1, 3, 2), (300, 101)]
METADATA = {"format": "pt", "a \"key\"": "gr\u00fc\u00df \\ \n \U0001f600"}


def arrays():
    """By name: every type in every shape and in both orders, with what is special in each."""
    random = np.random.default_rng(1)
    for kind in TYPES:
        dtype = np.dtype(kind)
        for shape in SHAPES:
            for order in "CF":
                if dtype.kind == "f":
                    values = random.standard_normal(shape)
                    special = [0.0, -0.0, np.inf, -np.inf, np.nan, 2.0 ** -24, 65504.0]
                elif dtype.kind == "b":
                    values, special = random.integers(0, 2, shape), []
                else:
                    info = np.iinfo(dtype)
                    values = random.integers(info.min, info.max, shape, dtype=dtype.newbyteorder("="), endpoint=True)
                    special = [info.min, info.max, 0, 1]
                array = np.array(values).astype(dtype, order=order)
                flat = array.reshape(-1).copy()
                flat[: len(special)] = np.array(special[: flat.size], dtype=dtype)
                array = np.asarray(flat.reshape(shape), order=order)
                yield f"{dtype.str[0].replace('|', '=').replace('<', 'l').replace('>', 'b').replace('=', 'n')}" \
                      f"{dtype.str[1:]}-{'x'.join(map(str, shape))}-{order}", array


def as_float32(array):
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array.astype(np.float32)).reshape(array.shape)


def tensors():
    random = np.random.default_rng(2)
    return {
        "0.weight": random.standard_normal((64, 784)).astype(np.float32),
        "0.bias": random.standard_normal(64).astype(np.float32),
        "2.weight": random.standard_normal((10, 64)).astype(np.float16),
        "gr\u00fc\u00df/\U0001f600": random.standard_normal((2, 3, 4)).astype(np.float32),
        "double": random.standard_normal((3, 5)),
        "labels": random.integers(-9, 9, (11,)),
        "scalar": np.array(3.5, np.float32),
        "none": np.zeros((0, 4), np.float32),
        "bool": np.array([True, False]),
    }


def write(folder):
    for kind in "npy", "thrice":
        (folder / kind).mkdir()
    named = dict(arrays())
    for name, array in named.items():
        np.save(folder / "npy" / f"{name}.npy", array)
    for version in (2, 0), (3, 0):
        with open(folder / "npy" / f"lf4-3x5-C{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, named["lf4-3x5-C"], version=version)
    some = {name: array for name, array in named.items() if "-3x5-" in name or "-2x3x4-" in name}
    np.savez(folder / "stored.npz", **some)
    np.savez_compressed(folder / "deflated.npz", **some)
    safetensors.numpy.save_file(tensors(), folder / "numpy.safetensors", metadata=METADATA)
    if torch:
        layers = torch.nn.Sequential(torch.nn.Linear(784, 64), torch.nn.Tanh(), torch.nn.Linear(64, 10))
        state = layers.state_dict()
        state["2.weight"] = state["2.weight"].to(torch.bfloat16)
        safetensors.torch.save_file(state, folder / "torch.safetensors")
        print("torch", torch.__version__)
    print("numpy", np.__version__, "safetensors", safetensors.__version__, len(named), "arrays")


wrong = []


def same(name, expected, found):
    expected = as_float32(expected)
    alike = found.dtype == np.float32 and found.shape == expected.shape
    if not alike or np.nan_to_num(found, nan=7.5).tobytes() != np.nan_to_num(expected, nan=7.5).tobytes():
        wrong.append(name)


def check(folder):
    named = dict(arrays())
    for path in sorted((folder / "npy").iterdir()):
        written = folder / "thrice" / path.name
        expected = np.load(path)
        same(path.name, expected, np.load(written))
        buffer = io.BytesIO()
        np.save(buffer, np.load(written))
        if buffer.getvalue() != written.read_bytes():
            wrong.append(f"{path.name}: other bytes than np.save's")
    for name in "stored.npz", "deflated.npz":
        with np.load(folder / name) as before, np.load(folder / "thrice" / name) as after:
            if before.files != after.files:
                wrong.append(f"{name}: {after.files}")
            for key in before.files:
                same(f"{name}: {key}", before[key], after[key])
        if zipfile.ZipFile(folder / "thrice" / name).testzip() is not None:
            wrong.append(f"{name}: a checksum")
    for source in "numpy", "torch":
        path = folder / "thrice" / f"{source}.safetensors"
        if not (folder / f"{source}.safetensors").exists():
            continue
        with safetensors.safe_open(path, "numpy") as after:
            if source == "numpy" and after.metadata() != METADATA:
                wrong.append(f"metadata {after.metadata()}")
            if source == "numpy":
                for key, array in tensors().items():
                    same(f"{source}: {key}", array, after.get_tensor(key))
        if source == "torch":
            before, after = (safetensors.torch.load_file(file) for file in (folder / "torch.safetensors", path))
            for key in before:
                same(f"torch: {key}", before[key].float().numpy(), after[key].numpy())
    print(json.dumps(wrong) if wrong else f"{len(named)} arrays and all tensors are the same")
    sys.exit(1 if wrong else 0)


{"write": write, "check": check}[sys.argv[1]](Path(sys.argv[2]))
