"""A plain PyTorch loop as people write it; a rival of `tenfold bench`, in a process of its own.

    python torch_side.py '{"kind": "versions"}'

Knows nothing of tenfold and needs torch and NumPy. The one argument is a job as jobs.py describes
it; the answer is one line of JSON on stdout. Batches are taken from whole tensors by shuffled
indices, without a DataLoader: for pictures this small that is the fastest of the usual ways (a
DataLoader collates picture by picture). Optimisers get Keras' constants, so that both train alike.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

_began = time.perf_counter()
import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

IMPORT_SECONDS = time.perf_counter() - _began
Job = dict[str, Any]
Modules = list[nn.Module]
ACTIVATIONS = {"linear": nn.Identity, "relu": nn.ReLU}


def dense(units: int, activation: str = "linear") -> Modules:
    """A dense layer; the softmax at the end is left to the loss, as people do in PyTorch."""
    return [nn.LazyLinear(units), *activated(activation)]


def conv(
    filters: int, size: int, strides: int, padding: str, activation: str = "linear"
) -> Modules:
    """A convolution; "same" padding as PyTorch's users write it, for the same output sizes."""
    around = size // 2 if padding == "same" else 0
    layer = nn.LazyConv2d(filters, size, stride=strides, padding=around)
    return [layer, *activated(activation)]


class Residual(nn.Module):
    """Two convolutions, added to what they are given times a gain, then ReLU.

    Made by the first batch, like PyTorch's own lazy layers: it says how many channels there are.
    """

    made = False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, c, h, w) to the same."""
        if not self.made:
            channels = x.shape[1]
            self.first = nn.Conv2d(channels, channels, 3, padding=1)
            self.second = nn.Conv2d(channels, channels, 3, padding=1)
            self.gain = nn.Parameter(torch.ones(channels, 1, 1))
            self.made = True
        return (x + self.gain * self.second(self.first(x).relu())).relu()


class GlobalPool(nn.Module):
    """Mean or maximum of every channel, or both side by side."""

    def __init__(self, of: str) -> None:
        super().__init__()
        self.of = of

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, c, h, w) to (n, c) or (n, 2 c)."""
        parts = [] if self.of == "max" else [x.mean((2, 3))]
        return torch.cat(parts if self.of == "mean" else [*parts, x.amax((2, 3))], 1)


def activated(name: str) -> Modules:
    """The module of an activation, none for those that do nothing before the loss."""
    return [] if name in ("linear", "softmax") else [ACTIVATIONS[name]()]


# kind of a recipe's layer -> its modules, called with the recipe's settings
LAYERS: dict[str, Callable[..., Modules]] = {
    "flatten": lambda: [nn.Flatten()],
    "dense": dense,
    "conv": conv,
    "residual": lambda: [Residual()],
    "max_pool": lambda size: [nn.MaxPool2d(size)],
    "global_pool": lambda of: [GlobalPool(of)],
    "dropout": lambda rate: [nn.Dropout(rate)],
}
# Keras' constants: PyTorch's own differ for RMSprop (rate, decay, epsilon) and Adam (epsilon).
OPTIMIZERS = {
    "adam": (torch.optim.Adam, {"lr": 0.001, "eps": 1e-7}),
    "adamw": (torch.optim.AdamW, {"lr": 0.001, "eps": 1e-7, "weight_decay": 0.004}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.001, "alpha": 0.9, "eps": 1e-7}),
    "sgd": (torch.optim.SGD, {"lr": 0.01}),
}


def before_the_network(images: np.ndarray, layers: list[Job]) -> tuple[Any, list[Job]]:
    """Pixels divided and channels put first, as PyTorch wants them; the layers left."""
    tensor, left = torch.from_numpy(images).float(), list(layers)
    while left and left[0]["kind"] in ("rescale", "reshape"):
        first = left.pop(0)
        if first["kind"] == "rescale":
            tensor = tensor / first["divide_by"]
        else:
            height, width, channels = first["shape"]
            tensor = tensor.reshape(-1, height, width, channels).permute(0, 3, 1, 2).contiguous()
    return tensor, left


def sequential(layers: list[Job], example: torch.Tensor) -> nn.Sequential:
    """The network, its sizes taken from `example`. ValueError names a layer it does not know."""
    modules: Modules = []
    for settings in layers:
        kind = settings["kind"]
        if kind not in LAYERS:
            raise ValueError(f"torch_side.py knows no layer {kind!r}; known: {', '.join(LAYERS)}")
        modules += LAYERS[kind](**{k: v for k, v in settings.items() if k != "kind"})
    model = nn.Sequential(*modules)
    model.eval()(example[:2])
    return model


def pictures(job: Job, name: str) -> np.ndarray:
    """One array of the data file."""
    with np.load(job["data"], allow_pickle=False) as file:
        return file[name]


def labels(job: Job, name: str) -> torch.Tensor:
    """Labels as PyTorch's loss wants them."""
    return torch.from_numpy(pictures(job, name).astype(np.int64))


def optimizer(settings: Job, model: nn.Module) -> torch.optim.Optimizer:
    """The optimiser with Keras' constants and the recipe's own settings over them."""
    kind, constants = OPTIMIZERS[settings["kind"]]
    own = {{"learning_rate": "lr"}.get(k, k): v for k, v in settings.items() if k != "kind"}
    return kind(model.parameters(), **constants | own)


@torch.no_grad()
def judge(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> Job:
    """Loss and accuracy of all of `x`, in batches of 1,000."""
    model.eval()
    loss = right = 0.0
    for start in range(0, len(x), 1000):
        logits, targets = model(x[start : start + 1000]), y[start : start + 1000]
        loss += float(nn.functional.cross_entropy(logits, targets, reduction="sum"))
        right += float((logits.argmax(1) == targets).sum())
    return {"loss": loss / len(x), "accuracy": right / len(x)}


def one_epoch(
    model: nn.Module,
    optimise: torch.optim.Optimizer,
    x: torch.Tensor,
    y: torch.Tensor,
    batch_size: int,
) -> Job:
    """One pass in shuffled batches; the running means of loss and accuracy."""
    model.train()
    order = torch.randperm(len(x))
    loss_sum, right = torch.zeros(()), torch.zeros(())
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        targets = y[rows]
        logits = model(x[rows])
        loss = nn.functional.cross_entropy(logits, targets)
        optimise.zero_grad()
        loss.backward()
        optimise.step()
        loss_sum += loss.detach() * len(rows)
        right += (logits.detach().argmax(1) == targets).sum()
    return {"loss": float(loss_sum) / len(x), "accuracy": float(right) / len(x)}


def train(job: Job) -> Job:
    """Train on the training pictures, judge on the test pictures."""
    torch.manual_seed(job["seed"])
    x, layers = before_the_network(pictures(job, "x_train"), job["layers"])
    y, kept = labels(job, "y_train"), job["validation"]
    held = (x[-kept:], y[-kept:]) if kept else None
    if kept:
        x, y = x[:-kept], y[:-kept]
    model = sequential(layers, x)
    optimise = optimizer(job["optimizer"], model)
    seconds = []
    for _ in range(job["epochs"]):
        began = time.perf_counter()
        logs = one_epoch(model, optimise, x, y, job["batch_size"])
        if held:
            logs |= {f"val_{name}": value for name, value in judge(model, *held).items()}
        seconds.append(time.perf_counter() - began)
        if any(holds(rule, logs) for rule in job["stop"]):
            break
    test, _ = before_the_network(pictures(job, "x_test"), job["layers"])
    accuracy = judge(model, test, labels(job, "y_test"))["accuracy"]
    return {"epochs": seconds, "accuracy": accuracy, "import": IMPORT_SECONDS}


def holds(rule: Job, logs: Job) -> bool:
    """Whether a stopping rule holds."""
    value = logs[rule["metric"]]
    return value > rule.get("above", np.inf) or value < rule.get("below", -np.inf)


def untrained(job: Job) -> tuple[Any, Any]:
    """A network with fresh weights, which answers at the same speed, and the test pictures."""
    x, layers = before_the_network(pictures(job, "x_test"), job["layers"])
    return sequential(layers, x).eval(), x


def median_seconds(call: Callable[[], object], job: Job) -> float:
    """Median of one call's time, repeated for job["seconds"], after three calls to warm up."""
    for _ in range(3):
        call()
    times: list[float] = []
    end = time.perf_counter() + job["seconds"]
    while len(times) < 5 or time.perf_counter() < end:
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def latency(job: Job) -> Job:
    """One picture: probabilities and the class, and the logits alone."""
    model, x = untrained(job)
    one = x[:1]
    with torch.inference_mode():
        return {
            "answer": median_seconds(lambda: int(model(one).softmax(1).argmax()), job),
            "logits": median_seconds(lambda: model(one).numpy(), job),
        }


def throughput(job: Job) -> Job:
    """All test pictures: in one call, and in batches of 1,000."""
    model, x = untrained(job)
    with torch.inference_mode():
        return {
            "as_written": len(x) / median_seconds(lambda: model(x).numpy(), job),
            "in_thousands": len(x)
            / median_seconds(lambda: [model(part).numpy() for part in x.split(1000)], job),
        }


def save(job: Job) -> Job:
    """Write the weights where job["to"] says, for `cold`."""
    torch.save(untrained(job)[0].state_dict(), job["to"])
    return {}


def cold(job: Job) -> Job:
    """Build the network, load its weights and answer one picture.

    The picture is an array that lies ready, in PyTorch's favour: it reads no picture files.
    """
    model, x = untrained(job)
    model.load_state_dict(torch.load(job["model"], weights_only=True))
    with torch.inference_mode():
        return {"class": int(model(x[:1]).softmax(1).argmax())}


def versions(job: Job) -> Job:
    """What this side runs on."""
    python = sys.version.split()[0]
    return {"python": python, "torch": torch.__version__, "numpy": np.__version__}


KINDS = {one.__name__: one for one in (latency, throughput, save, cold, versions)} | {
    "training": train
}

if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    print(json.dumps(KINDS[job["kind"]](job)))
