#!/usr/bin/env python3
"""Uncoupled Morris-Lecar cells in Brian2's C++ standalone mode, one thread, its own default compiler flags, Runge-Kutta of order 4.

    morris_lecar_brian2.py build --directory DIR [--form gates|exponentials]   generate and compile once
    morris_lecar_brian2.py run   --directory DIR [--voltages FILE]             run the compiled binary once

1000 cells of the SNLC set with I from 40 to 69.97 uA/cm2, from (V, w) = (-20 mV, 0.1), 4000 steps of 0.1 ms. `gates` writes the equations with tanh and cosh,
as one finds them in the literature, `exponentials` with the two exponentials to which they reduce. Each command prints one JSON object.
"""
import argparse
import json
import os
import platform
import subprocess
import time

CELLS, STEPS = 1000, 4000
FORMS = {
    "gates": """
        dv/dt = (I - gL*(v - EL) - gK*w*(v - EK) - gCa*0.5*(1 + tanh((v - V1)/V2))*(v - ECa))/C : 1
        dw/dt = phi*(0.5*(1 + tanh((v - V3)/V4)) - w)*cosh((v - V3)/(2*V4))/ms : 1
        I : 1 (constant)
        """,
    "exponentials": """
        dv/dt = (I - gL*(v - EL) - gK*w*(v - EK) - gCa/(1 + exp(-2*(v - V1)/V2))*(v - ECa))/C : 1
        u = exp((v - V3)/(2*V4)) : 1
        dw/dt = 0.5*phi*(1 + u*u)*(u*u*u*u - w*(1 + u*u*u*u))/(u*(1 + u*u*u*u))/ms : 1
        I : 1 (constant)
        """,
}


def generate(directory, form):
    """Writes Brian2's C++ program into `directory`."""
    from brian2 import Network, NeuronGroup, defaultclock, device, ms, prefs, set_device

    prefs.devices.cpp_standalone.openmp_threads = 0  # one thread, no OpenMP
    set_device("cpp_standalone", build_on_run=False)
    defaultclock.dt = 0.1 * ms
    namespace = {"C": 20 * ms, "gL": 2, "gK": 8, "gCa": 4, "EL": -60, "EK": -84, "ECa": 120,
                 "V1": -1.2, "V2": 18, "V3": 12, "V4": 17.4, "phi": 0.067}
    cells = NeuronGroup(CELLS, FORMS[form], method="rk4", namespace=namespace, name="cells")
    cells.v = -20
    cells.w = 0.1
    cells.I = "40 + 0.03*i"
    network = Network(cells)
    network.run(STEPS * defaultclock.dt)
    device.build(directory=directory, compile=False, run=False, with_output=False)
    return prefs["codegen.cpp.extra_compile_args_gcc"]


def build(directory, form):
    import brian2

    os.makedirs(directory, exist_ok=True)
    started = time.perf_counter()
    flags = generate(directory, form)
    subprocess.run(["make", "-j"], cwd=directory, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    description = {
        "form": form, "buildSeconds": time.perf_counter() - started, "compilerFlags": " ".join(flags),
        "versions": {"brian2": brian2.__version__, "python": platform.python_version(),
                     "compiler": subprocess.run(["g++", "--version"], capture_output=True, text=True).stdout.split("\n")[0]},
    }
    with open(os.path.join(directory, "build.json"), "w") as file:
        json.dump(description, file)
    return description


def run_once(directory, voltages):
    """`runSeconds` is Brian2's own figure for the network's run (CPU time of its clock loop)."""
    subprocess.run(["./main"], cwd=directory, check=True, stdout=subprocess.DEVNULL)
    results = os.path.join(directory, "results")
    if voltages:
        (name,) = [name for name in os.listdir(results) if name.startswith("_array_cells_v")]
        with open(os.path.join(results, name), "rb") as source, open(voltages, "wb") as target:
            target.write(source.read())
    with open(os.path.join(results, "last_run_info.txt")) as file:
        return {"runSeconds": float(file.read().split()[0])}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=("build", "run"))
    parser.add_argument("--directory", required=True)
    parser.add_argument("--form", choices=tuple(FORMS), default="gates")
    parser.add_argument("--voltages")
    options = parser.parse_args()
    directory = os.path.abspath(options.directory)
    print(json.dumps(build(directory, options.form) if options.command == "build" else run_once(directory, options.voltages)))


if __name__ == "__main__":
    main()
