"""Writes random networks with batches, and checks what ./thrice gradients made of them by PyTorch in float64; see gradients.sh."""

import array
import json
import random
import struct
import sys
from pathlib import Path

import torch
from torch.nn import functional

ACTIVATIONS = {
    "identity": lambda x: x,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "leaky-relu": functional.leaky_relu,
    "sigmoid": torch.sigmoid,
    "softplus": functional.softplus,
    "silu": functional.silu,
    "gelu": functional.gelu,
    "log-softmax": lambda x: functional.log_softmax(x, dim=1),
}
HIDDEN = [name for name in ACTIVATIONS if name != "log-softmax"]
CLASSES = 7
ALLOWED = 1e-5


def drawn(seed):
    """A description: images through convolutions, poolings and normalizations, then dense layers, skips among them."""
    choose = random.Random(seed)
    side = [choose.randint(4, 14), choose.randint(4, 14)]
    inputs = side + [choose.randint(1, 3)]
    layers = []
    kinds = ["conv", "averagePool", "maxPool", "layerNorm", "activation"]
    for n in range(choose.randint(1, 4)):
        kind = choose.choice(kinds if n > 0 else kinds[:3])  # by which inputs are known to be images
        window = [choose.randint(1, min(3, s)) for s in side]
        padding = choose.randint(0, 1) if min(window) > 1 else 0
        stride = choose.randint(1, 2)
        if kind == "layerNorm":
            layers.append({kind: True})
        elif kind == "activation":
            layers.append({kind: choose.choice(HIDDEN)})
        else:
            layer = {kind: choose.randint(1, 5), "kernel": window} if kind == "conv" else {kind: window}
            layer.update(stride=stride, padding=padding)
            if kind == "conv":
                layer.update(activation=choose.choice(HIDDEN), bias=choose.random() < .8)
            layers.append(layer)
            side = [(s + 2 * padding - w) // stride + 1 for s, w in zip(side, window)]
    width = choose.randint(3, 20)
    layers.append({"dense": width, "activation": choose.choice(HIDDEN), "name": "a"})
    for _ in range(choose.randint(0, 2)):
        layers.append({"dense": width, "activation": choose.choice(HIDDEN), "bias": choose.random() < .8})
        if choose.random() < .5:
            layers[-1]["skipFrom"] = "a"
            break
    layers.append({"dense": CLASSES, "activation": "log-softmax"})
    return {"inputs": inputs, "layers": layers}


def parameters(description):
    """Of each layer, the float32 numbers that it begins with; names and shapes are those of a Sequential's modules."""
    x = torch.zeros([1, description["inputs"][2]] + description["inputs"][:2], dtype=torch.float64)
    all_of = []
    for layer in description["layers"]:
        shapes = {}
        if "conv" in layer:
            shapes = {"weight": [layer["conv"], x.shape[1]] + layer["kernel"], "bias": [layer["conv"]]}
        elif "dense" in layer:
            shapes = {"weight": [layer["dense"], x[0].numel()], "bias": [layer["dense"]]}
        elif "layerNorm" in layer:
            shapes = {"weight": list(x.shape[1:]), "bias": list(x.shape[1:])}
        if not layer.get("bias", True):
            del shapes["bias"]
        own = {name: torch.randn(shape, dtype=torch.float32) * .5 for name, shape in shapes.items()}
        all_of.append(own)
        x = made(layer, {name: each.double() for name, each in own.items()}, x)
    return all_of


def made(layer, own, x):
    """What a layer makes of its input."""
    activation = ACTIVATIONS[layer.get("activation", "identity")]
    if "conv" in layer:
        x = functional.conv2d(x, own["weight"], own.get("bias"), layer["stride"], layer["padding"])
    elif "averagePool" in layer:
        x = functional.avg_pool2d(x, layer["averagePool"], layer["stride"], layer["padding"])
    elif "maxPool" in layer:
        x = functional.max_pool2d(x, layer["maxPool"], layer["stride"], layer["padding"])
    elif "layerNorm" in layer:
        x = functional.layer_norm(x, x.shape[1:], own["weight"], own["bias"], 1e-5)
    elif "dense" in layer:
        x = functional.linear(x.flatten(1), own["weight"], own.get("bias"))
    return activation(x)


def named(all_of):
    """As in a file: a module counts whether it has parameters or not, so any ascending numbers will do."""
    return {f"{l}.{name}": each for l, own in enumerate(all_of) for name, each in own.items()}


def write(path, tensors):
    """Safetensors, of float32 and int64."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        whole = tensor.dtype == torch.int64
        part = array.array("q" if whole else "f", tensor.flatten().tolist()).tobytes()
        header[name] = {"dtype": "I64" if whole else "F32", "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(path):
    data = path.read_bytes()
    end = 8 + struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8:end]).items():
        if name != "__metadata__":
            begin, stop = entry["data_offsets"]
            numbers = array.array("q" if entry["dtype"] == "I64" else "f", data[end + begin:end + stop])
            tensors[name] = torch.tensor(list(numbers)).reshape(entry["shape"])
    return tensors


def write_all(folder, count):
    for seed in range(count):
        torch.manual_seed(seed)
        own = folder / f"{seed:03d}"
        own.mkdir()
        description = drawn(seed)
        (own / "layers.json").write_text(json.dumps(description))
        write(own / "network.safetensors", named(parameters(description)))
        batch = random.Random(seed).randint(1, 9)
        height, width, channels = description["inputs"]
        write(own / "batch.safetensors", {
            "inputs": torch.randn([batch, channels, height, width], dtype=torch.float32),
            "labels": torch.randint(0, CLASSES, [batch])})


def relative(found, expected, of):
    difference = torch.linalg.vector_norm(found.double() - expected) if expected.numel() else torch.tensor(0.)
    return (difference / of).item() if of > 0 else difference.item()


def differences(own):
    """The largest of the gradients, and of the errors."""
    description = json.loads((own / "layers.json").read_text())
    given = {name: each.double().requires_grad_() for name, each in read(own / "network.safetensors").items()}
    batch = read(own / "batch.safetensors")
    found = read(own / "out.safetensors")
    x = batch["inputs"].double().requires_grad_()
    nodes, by_name = [], {"inputs": x}
    for l, layer in enumerate(description["layers"]):
        x = made(layer, {name.split(".")[1]: each for name, each in given.items() if name.startswith(f"{l}.")}, x)
        if "skipFrom" in layer:
            x = x + by_name[layer["skipFrom"]]
        x.retain_grad()
        nodes.append(x)
        by_name[layer.get("name")] = x
    loss = functional.nll_loss(x, batch["labels"])
    loss.backward()
    whole = torch.sqrt(sum((each.grad ** 2).sum() for each in given.values()))
    gradients = max(relative(found[name], each.grad, whole) for name, each in given.items())
    samples = batch["labels"].numel()
    errors = 0
    for l, node in enumerate(nodes, start=1):
        exact = -samples * node.grad
        errors = max(errors, relative(found[f"error.{l}"], exact, torch.linalg.vector_norm(exact)))
    return max(gradients, relative(found["loss"], loss.detach().reshape(1), loss.item())), errors


def check_all(folder):
    worst = [0, 0]
    wrong = 0
    folders = sorted(folder.iterdir())
    for own in folders:
        found = differences(own)
        worst = [max(pair) for pair in zip(worst, found)]
        if not max(found) <= ALLOWED:
            wrong += 1
            print(f"differs by {found[0]:.1e} and {found[1]:.1e}: {(own / 'layers.json').read_text()}")
    print(f"{len(folders)} networks against PyTorch {torch.__version__} in float64: gradients and losses within {worst[0]:.1e},"
          f" errors of nodes within {worst[1]:.1e}; allowed {ALLOWED}")
    return 1 if wrong else 0


if __name__ == "__main__":
    where = Path(sys.argv[2])
    if sys.argv[1] == "write":
        write_all(where, int(sys.argv[3]))
    else:
        sys.exit(check_all(where))
