#!/usr/bin/env python3
"""Recurrent networks in PyTorch on one thread, f32: runs forward, and gradients by backpropagation through time.

One task per line of standard input, as JSON: {"task", "cells", "trials", "steps", "inputs", "folder", "form"}; `form` is "eager" or "script"
(torch.jit.script). `folder` holds the numbers of the task, f64 unless said otherwise, with trials in rows. The first line of the answer is
{"ready": true} when the answer of the task has been written to `folder`/answer; every further line {"seconds": s} makes calls for at least s seconds of
CPU time and is answered by {"seconds": CPU seconds of a call}. An empty line ends the task.
"""
import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import json
import math
import sys
import time
from typing import Tuple

import numpy as np
import torch
from torch import Tensor

torch.set_num_threads(1)
torch.set_flush_denormal(True)

# Morris-Lecar cells with the parameters of the set "authors", and the currents of the network
C, G_L, G_K, G_CA, E_L, E_K, E_CA = 20.0, 2.0, 8.0, 4.0, -60.0, -84.0, 120.0
V1, V2, V3, V4, PHI, DT = -1.2, 18.0, 12.0, 17.0, 2.0 / 30.0, 0.1
GAIN, OFFSET = 36.75, 39.9


def morris_lecar_step(v: Tensor, w: Tensor, t: Tensor, drive: Tensor, weights: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    """Exponential Euler: every variable relaxes to where the others let it; trials in rows. `drive` includes gL EL."""
    # the constants are repeated for torch.jit.script, which knows no globals
    m = 4.0 * torch.sigmoid((v + 1.2) * (2.0 / 18.0))
    shifted = v - 12.0
    potassium = 8.0 * w
    conductance = potassium + m + 2.0
    current = torch.addmm(drive, t, weights, alpha=36.75) + 120.0 * m - 84.0 * potassium
    v_next = torch.lerp(current / conductance, v, torch.exp(conductance * (-0.1 / 20.0)))
    rate = torch.cosh(shifted * (0.5 / 17.0))
    w_next = torch.lerp(torch.sigmoid(shifted * (2.0 / 17.0)), w, torch.exp(rate * (-0.1 * 2.0 / 30.0)))
    return v_next, w_next, torch.sigmoid((v_next + 3.0) * 0.125)


def morris_lecar_run(v: Tensor, w: Tensor, drive: Tensor, weights: Tensor, steps: int, first: int) -> Tensor:
    """Mean T from step `first` on."""
    t = torch.zeros_like(v)
    total = torch.zeros_like(v)
    for step in range(steps):
        v, w, t = morris_lecar_step(v, w, t, drive, weights)
        if step >= first:
            total = total + t
    return total / (steps - first)


def morris_lecar_mean(v: Tensor, w: Tensor, u: Tensor, w_in: Tensor, weights: Tensor, first: int) -> Tensor:
    """Mean T from step `first` on; u is steps x trials x inputs."""
    drives = torch.matmul(u, w_in)
    drives = 36.75 * (drives + 0.1) + (39.9 - 120.0)
    t = torch.zeros_like(v)
    total = torch.zeros_like(v)
    for step, drive in enumerate(drives.unbind(0)):
        v, w, t = morris_lecar_step(v, w, t, drive, weights)
        if step >= first:
            total = total + t
    return total / (u.size(0) - first)


def rate_mean(x: Tensor, u: Tensor, w_in: Tensor, weights: Tensor, b: Tensor, alpha: float, first: int) -> Tensor:
    """x <- (1 - alpha) x + alpha (r W + u Win + b), r = tanh(x): mean r from step `first` on."""
    drives = torch.matmul(u, w_in) + b
    r = torch.tanh(x)
    total = torch.zeros_like(x)
    for step, drive in enumerate(drives.unbind(0)):
        x = torch.lerp(x, torch.addmm(drive, r, weights), alpha)
        r = torch.tanh(x)
        if step >= first:
            total = total + r
    return total / (u.size(0) - first)


class Folder:
    def __init__(self, path):
        self.path = path

    def read(self, name, *shape):
        return torch.from_numpy(np.fromfile(os.path.join(self.path, name)).reshape(shape).astype(np.float32))

    def write(self, numbers):
        np.asarray(numbers, np.float64).tofile(os.path.join(self.path, "answer"))


def gradient_call(function, parameters, cotangent):
    """One gradient, as a training step takes it: old ones away, forward, backward."""
    for parameter in parameters:
        parameter.requires_grad_(True)

    def call():
        for parameter in parameters:
            parameter.grad = None
        (function() * cotangent).sum().backward()
        return torch.cat([parameter.grad.flatten() for parameter in parameters])

    return call


def prepare(task):
    """What one call of a task computes, as a function without arguments."""
    n, trials, steps, inputs = (task[name] for name in ("cells", "trials", "steps", "inputs"))
    folder = Folder(task["folder"])
    compiled = torch.jit.script if task["form"] == "script" else (lambda function: function)
    weights = folder.read("recurrent", n, n)
    if task["task"] == "morris-lecar-forward":
        run = compiled(morris_lecar_run)
        v = folder.read("voltages", trials, n)
        w = torch.full_like(v, 0.014173)
        drive = torch.full_like(v, GAIN * 0.1 + OFFSET + G_L * E_L)

        def forward():
            with torch.no_grad():
                return run(v, w, drive, weights, steps, task["first"])

        return folder, forward
    w_in = folder.read("inputWeights", inputs, n)
    u = folder.read("values", steps, trials, inputs)
    cotangent = folder.read("cotangents", trials, n)
    first = task["first"]
    if task["task"] == "rate-gradient":
        mean = compiled(rate_mean)
        b = folder.read("bias", n)
        x = torch.zeros(trials, n)
        alpha = task["rate"]
        return folder, gradient_call(lambda: mean(x, u, w_in, weights, b, alpha, first), [w_in, weights, b], cotangent)
    mean = compiled(morris_lecar_mean)
    v = folder.read("voltages", trials, n)
    w = torch.full_like(v, 0.014173)
    return folder, gradient_call(lambda: mean(v, w, u, w_in, weights, first), [w_in, weights], cotangent)


def seconds_of(call, least):
    """CPU seconds of a call, out of as many as take `least` seconds."""
    start = time.process_time()
    calls = 0
    while True:
        call()
        calls += 1
        seconds = time.process_time() - start
        if seconds >= least:
            return seconds / calls


def main():
    # morris_lecar_step is called by functions that are compiled: it is compiled with them
    print(json.dumps({"torch": torch.__version__, "vectors": torch.backends.cpu.get_cpu_capability() if hasattr(torch.backends, "cpu") else ""}), flush=True)
    for line in sys.stdin:
        if not line.strip():
            continue
        folder, call = prepare(json.loads(line))
        for _ in range(4):  # torch.jit compiles in the first ones
            answer = call()
        folder.write(answer.detach().numpy().ravel())
        print(json.dumps({"ready": True}), flush=True)
        for request in sys.stdin:
            if not request.strip():
                break
            print(json.dumps({"seconds": seconds_of(call, json.loads(request)["seconds"])}), flush=True)


if __name__ == "__main__":
    main()
