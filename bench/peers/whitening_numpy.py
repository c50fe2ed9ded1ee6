#!/usr/bin/env python3
"""Online whitening circuits as NumPy loops: one response (a dense solve, or a product with the inverse) and one update for each sample.

    whitening_numpy.py --task direct|interneurons|rank-one --size N --rate ETA --samples FILE --weights FILE

`samples` holds T x N doubles; the weights at the end are written to `weights` as doubles. Prints one JSON object with the CPU seconds of the loop alone.
BLAS threads are pinned to one before NumPy is loaded: at these sizes more threads only wait for each other.
"""
import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import json
import platform
import time

import numpy as np


def direct(samples, rate):
    """y = M^-1 x, M += eta (y y^T - I)"""
    n = samples.shape[1]
    m = np.eye(n)
    diagonal = m.ravel()[:: n + 1]  # a view
    solve, outer = np.linalg.solve, np.empty((n, n))
    for x in samples:
        y = solve(m, x)
        np.multiply(y[:, None], rate * y, out=outer)
        m += outer
        diagonal -= rate
    return m


def interneurons(samples, rate):
    """y = (W W^T)^-1 x, z = W^T y, W += eta (y z^T - W)"""
    n = samples.shape[1]
    w = np.eye(n)
    p, outer = np.empty((n, n)), np.empty((n, n))
    solve, keep = np.linalg.solve, 1 - rate
    for x in samples:
        np.matmul(w, w.T, out=p)
        y = solve(p, x)
        z = y @ w
        w *= keep
        np.multiply(y[:, None], rate * z, out=outer)
        w += outer
    return w


def rank_one(samples, rate):
    """The same with (W W^T)^-1 updated exactly, and formed anew after 2 / eta updates, at most 2048"""
    n = samples.shape[1]
    w, inverse = np.eye(n), np.eye(n)
    outer = np.empty((n, n))
    keep, s = 1 - rate, rate / (1 - rate)
    growth = 1 / keep**2
    refresh = min(2048, -(-2 // rate))
    age = 0
    for x in samples:
        y = inverse @ x
        z = y @ w
        w *= keep
        np.multiply(y[:, None], rate * z, out=outer)
        w += outer
        age += 1
        if age >= refresh:
            inverse = np.linalg.inv(w @ w.T)
            age = 0
            continue
        q = inverse @ y
        b = s / (1 + s * (y @ y))
        u = b * q - (0.5 * b * b * (y @ q)) * y
        np.multiply(u[:, None], y, out=outer)
        inverse -= outer
        inverse -= outer.T
        inverse *= growth
    return w


def main():
    parser = argparse.ArgumentParser()
    tasks = {"direct": direct, "interneurons": interneurons, "rank-one": rank_one}
    parser.add_argument("--task", choices=tasks, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--samples", required=True)
    parser.add_argument("--weights", required=True)
    given = parser.parse_args()
    samples = np.fromfile(given.samples).reshape(-1, given.size)
    task = tasks[given.task]
    task(samples[:20], given.rate)
    start = time.process_time()
    weights = task(samples, given.rate)
    seconds = time.process_time() - start
    weights.tofile(given.weights)
    print(json.dumps({"seconds": seconds, "numpy": np.__version__, "python": platform.python_version()}))


if __name__ == "__main__":
    main()
