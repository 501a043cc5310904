"""Negatoscope and OpenCV in turns, in one run, on the same arrays.

    pip install opencv-python-headless numpy
    cargo bench --bench beside_opencv --no-run
    python tests/benches/beside_opencv.py target/release/deps/beside_opencv-HASH [--quick] [--scikit-image]

Calls strictly alternate: ours with each set of instructions, then OpenCV. Both write into arrays
that are used again. Ratios are OpenCV's time over ours (minimum and median), except for the rows
that are multiples of OpenCV's CLAHE or of a copy of the input. Other load on the machine spoils
medians first; the load average is printed at both ends. `--scikit-image` (`pip install scikit-image`)
adds what its two functions of the kind take on the same arrays; their results are others.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

import cv2
import numpy as np


def radiograph(side):
    """Soft shapes, rib-like stripes and noise, 12 bits."""
    y, x = np.mgrid[0:side, 0:side] / side
    noise = np.random.default_rng(1).normal(0, 18, (side, side))
    shape = np.sin(x * 9) * np.cos(y * 7) + x * y
    ribs = 120 * np.sin(y * 60 + 4 * np.sin(x * 5)) * (x > 0.2)
    return np.clip(1500 + 900 * shape + ribs + noise, 0, 4095).astype(np.uint16)


def noise(side, kind):
    top = np.iinfo(kind).max
    return np.random.default_rng(2).integers(0, top, (side, side), kind, endpoint=True)


class Ours:
    """The program that runs our operations and times itself."""

    def __init__(self, path):
        pipe = subprocess.PIPE
        self.program = subprocess.Popen([path], stdin=pipe, stdout=pipe, text=True)
        self.folder = tempfile.TemporaryDirectory()
        self.instructions = self.ask("instructions").split()

    def ask(self, line):
        self.program.stdin.write(line + "\n")
        self.program.stdin.flush()
        answer = self.program.stdout.readline().strip()
        if not answer:
            sys.exit(f"no answer to: {line}")
        return answer

    def load(self, name, array):
        path = os.path.join(self.folder.name, name)
        array.tofile(path)
        self.ask(f"load {name} {array.dtype.name.replace('int', '')} {len(array)} {path}")

    def result(self, work, name, instructions):
        path = os.path.join(self.folder.name, "result")
        self.ask(f"save {work} {name} {instructions} {path}")
        return np.fromfile(path, np.uint8)

    def seconds(self, work, name, instructions, threads):
        return int(self.ask(f"time {work} {name} {instructions} {threads}")) * 1e-9


def seconds(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def scikit_image(arrays):
    """Minima of scikit-image, whose threads are always one."""
    from skimage import __version__, exposure

    print(f"scikit-image {__version__}")
    for side in (512, 2048):
        image = arrays[f"radiograph8_{side}"]
        calls = {
            "equalize_hist": lambda: exposure.equalize_hist(image),
            "equalize_adapthist": lambda: exposure.equalize_adapthist(image, side // 8),
        }
        for name, call in calls.items():
            print(f"{name}, {side}: {min(seconds(call) for _ in range(5)) * 1e3:.1f} ms", flush=True)


def main():
    quick = "--quick" in sys.argv
    ours = Ours(sys.argv[1])
    arrays = {}
    for side in (512, 2048, 3000):
        deep = radiograph(side)
        arrays[f"radiograph8_{side}"] = (deep >> 4).astype(np.uint8)
        arrays[f"radiograph12_{side}"] = deep
        arrays[f"noise16_{side}"] = noise(side, np.uint16)
    arrays["noise8_2048"] = noise(2048, np.uint8)
    for name, array in arrays.items():
        ours.load(name, array)
    outs = {name: np.empty_like(array) for name, array in arrays.items()}
    clahe = cv2.createCLAHE(2.0, (8, 8))
    theirs = {
        "clahe": lambda name: clahe.apply(arrays[name], outs[name]),
        "equalize": lambda name: cv2.equalizeHist(arrays[name], outs[name]),
        # What a window takes is compared with a copy of its input, what looks at the surroundings
        # of every pixel with CLAHE by tiles.
        "window": lambda name: np.copyto(outs[name], arrays[name]),
        "around": lambda name: clahe.apply(arrays[name], outs[name]),
    }

    def check(work, name):
        """Every result is OpenCV's, to the bit."""
        if work not in ("clahe", "equalize"):
            return
        theirs[work](name)
        wanted = outs[name].ravel().view(np.uint8)
        for instructions in ours.instructions:
            if not np.array_equal(ours.result(work, name, instructions), wanted):
                sys.exit(f"{work} {name} {instructions}: not OpenCV's result")

    rows = [("clahe", f"radiograph8_{side}") for side in (512, 2048, 3000)]
    rows += [("clahe", "noise8_2048")]
    rows += [("clahe", f"radiograph12_{side}") for side in (512, 2048, 3000)]
    rows += [("clahe", f"noise16_{side}") for side in (512, 2048, 3000)]
    rows += [("equalize", f"radiograph8_{side}") for side in (2048, 3000)]
    rows += [("equalize", "noise8_2048"), ("window", "radiograph12_3000")]
    around = [(work, "radiograph8_2048") for work in ("ahe8", "ahe64", "ahe127", "exact64", "fiji63")]
    print(f"OpenCV {cv2.__version__}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| work | array | threads | instructions | ours, ms: min, median | other, ms | ratio of min | of medians |")
    print("|---|---|---|---|---|---|---|---|")
    for threads in (1, os.cpu_count()):
        cv2.setNumThreads(threads)
        for work, name in rows + (around if threads == 1 else []):
            check(work, name)
            is_around = work not in theirs
            other = theirs["around" if is_around else work]
            repeats = 200 if "512" in name else 40
            repeats = 5 if is_around else repeats // 4 if quick else repeats
            taken = {instructions: [] for instructions in ours.instructions}
            taken_by_other = []
            for _ in range(repeats):
                for instructions in ours.instructions:
                    taken[instructions].append(ours.seconds(work, name, instructions, threads))
                taken_by_other.append(seconds(lambda: other(name)))
            for instructions, own in taken.items():
                pairs = [(f(taken_by_other), f(own)) for f in (min, statistics.median)]
                if work == "window" or is_around:
                    pairs = [(own, base) for base, own in pairs]
                    own_ms, other_ms = [p[0] * 1e3 for p in pairs], pairs[0][1] * 1e3
                else:
                    own_ms, other_ms = [p[1] * 1e3 for p in pairs], pairs[0][0] * 1e3
                ratios = " | ".join(f"{a / b:.2f}" for a, b in pairs)
                print(
                    f"| {work} | {name} | {threads} | {instructions} "
                    f"| {own_ms[0]:.2f}, {own_ms[1]:.2f} | {other_ms:.2f} | {ratios} |",
                    flush=True,
                )
    if "--scikit-image" in sys.argv:
        scikit_image(arrays)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
