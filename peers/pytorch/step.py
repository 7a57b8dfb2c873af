"""Times a step of training LeNet-5 in PyTorch, eager, on one thread, and compares it with Thrice's; see step.sh."""

import json
import math
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn

BATCH = 64
WARM_UP = 3.0
BLOCK = 1.0
BLOCKS = 5
FORKS = 7
STUDENT = 2.447  # .975 of 6 degrees of freedom


def microseconds():
    """The median of some blocks of steps."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))
    optimizer = torch.optim.SGD(network.parameters(), lr=.01, momentum=.9)
    inputs = torch.rand(BATCH, 1, 28, 28)
    labels = torch.randint(0, 10, [BATCH])
    loss_of = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(network(inputs), labels)
        loss.backward()
        optimizer.step()

    def block(seconds):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            step()
            count += 1
        return 1e6 * (time.perf_counter() - start) / count

    block(WARM_UP)
    return statistics.median(block(BLOCK) for _ in range(BLOCKS))


def ratio(folder):
    thrice, pytorch = [], []
    for fork in range(1, FORKS + 1):
        result = json.loads((folder / f"thrice-{fork}.json").read_text())[0]
        thrice.append(statistics.median(result["primaryMetric"]["rawData"][0]))
        pytorch.append(float((folder / f"pytorch-{fork}.txt").read_text()))
    logs = [math.log(p / t) for p, t in zip(pytorch, thrice)]
    mean, half = statistics.mean(logs), STUDENT * statistics.stdev(logs) / math.sqrt(FORKS)
    print(f"LeNet-5, batch {BATCH}, one thread: Thrice {statistics.median(thrice):.0f} us, PyTorch {torch.__version__} eager"
          f" {statistics.median(pytorch):.0f} us a step;")
    print(f"PyTorch's time over Thrice's {math.exp(mean):.2f} [{math.exp(mean - half):.2f}, {math.exp(mean + half):.2f}]"
          f" over {FORKS} processes of each")


if __name__ == "__main__":
    if sys.argv[1] == "step":
        print(microseconds())
    else:
        ratio(Path(sys.argv[2]))
