#!/usr/bin/env python3
"""COBA network (Brette et al. 2007, J. Comput. Neurosci. 23:349, benchmark 1; after Vogels and Abbott 2005, J. Neurosci.
25:10786) in Brian2's C++ standalone mode: Brian2's fastest single-threaded form, with its own default compiler flags.

    tau_m dv/dt = g_e (E_e - v) + g_i (E_i - v) - (v - E_L) + drive     v clamped for 5 ms after a spike
    tau_e dg_e/dt = -g_e      tau_i dg_i/dt = -g_i                      spike: g += w of every target, no delay

3200 excitatory and 800 inhibitory neurons, each pair connected with probability 0.02, dt = 0.1 ms.

    coba_brian2.py build  --directory DIR [--method M] [--drive MV] [--monitor on|off]   generate and compile once
    coba_brian2.py run    --directory DIR [--seed N] [--duration S]                      run the compiled binary once
    coba_brian2.py rates  --directory DIR [--seeds 5] [--duration S]                     mean rates over seeds (monitor on)
    coba_brian2.py survey --directory DIR [--rounds 3]                                   every variant, 1 s and 10 s

Each command prints one JSON object. Brian2 writes seed and duration into the program it generates; here they are arguments of
the binary instead, so that one build serves all runs. Nothing inside the simulated network is touched.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

NEURONS, EXCITATORY = 4000, 3200
STEP_SECONDS = 1e-4
METHODS = ("exponential_euler", "euler")
DRIVES = (0.0, 20.0)  # mV


def generate(directory, method, drive_millivolts, monitor):
    """Writes Brian2's C++ program into `directory`."""
    from brian2 import (Network, NeuronGroup, SpikeMonitor, Synapses, defaultclock, device, ms, mV, prefs, second, seed,
                        set_device)

    prefs.devices.cpp_standalone.openmp_threads = 0  # one thread, no OpenMP
    set_device("cpp_standalone", build_on_run=False)
    defaultclock.dt = 0.1 * ms
    namespace = {
        "taum": 20 * ms, "taue": 5 * ms, "taui": 10 * ms,
        "El": -60 * mV, "Ee": 0 * mV, "Ei": -80 * mV, "Vt": -50 * mV, "Vr": -60 * mV,
        "drive": drive_millivolts * mV,
        "we": 6 / 10, "wi": 67 / 10,  # 6 nS and 67 nS over the leak of 10 nS
    }
    neurons = NeuronGroup(
        NEURONS,
        """
        dv/dt = (ge*(Ee - v) + gi*(Ei - v) - (v - El) + drive)/taum : volt (unless refractory)
        dge/dt = -ge/taue : 1
        dgi/dt = -gi/taui : 1
        """,
        threshold="v > Vt", reset="v = Vr", refractory=5 * ms, method=method, namespace=namespace)
    excitatory = Synapses(neurons[:EXCITATORY], neurons, on_pre="ge += we", namespace=namespace)
    inhibitory = Synapses(neurons[EXCITATORY:], neurons, on_pre="gi += wi", namespace=namespace)
    seed(1)
    excitatory.connect(p=0.02)
    inhibitory.connect(p=0.02)
    neurons.v = "El + randn()*5*mV - 5*mV"
    neurons.ge = "randn()*1.5 + 4"
    neurons.gi = "randn()*12 + 20"
    objects = [neurons, excitatory, inhibitory]
    if monitor:
        objects.append(SpikeMonitor(neurons, name="spikes"))
    network = Network(*objects)
    network.run(1 * second)
    device.build(directory=directory, compile=False, run=False, with_output=False)
    return prefs["codegen.cpp.extra_compile_args_gcc"]


def take_arguments(directory):
    """Makes seed and duration arguments of the generated program: main SEED SECONDS."""
    path = os.path.join(directory, "main.cpp")
    with open(path) as file:
        text = file.read()
    for constant, argument in (("rk_seed(1L + _i", "rk_seed(atol(argv[1]) + _i"), (".run(1.0,", ".run(atof(argv[2]),")):
        if text.count(constant) != 1:
            raise RuntimeError(f"{path}: expected `{constant}` once, found it {text.count(constant)} times; other Brian2 version?")
        text = text.replace(constant, argument)
    with open(path, "w") as file:
        file.write(text)


def build(directory, method, drive, monitor):
    import brian2
    import numpy

    os.makedirs(directory, exist_ok=True)
    started = time.perf_counter()
    flags = generate(directory, method, drive, monitor)
    take_arguments(directory)
    generated = time.perf_counter()
    subprocess.run(["make", "-j"], cwd=directory, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    compiled = time.perf_counter()
    description = {
        "method": method, "driveMillivolts": drive, "monitor": monitor, "threads": 1,
        "codegenSeconds": generated - started, "compileSeconds": compiled - generated, "buildSeconds": compiled - started,
        "compilerFlags": " ".join(flags),
        "versions": {"brian2": brian2.__version__, "numpy": numpy.__version__, "python": platform.python_version(),
                     "compiler": subprocess.run(["g++", "--version"], capture_output=True, text=True).stdout.split("\n")[0]},
    }
    with open(os.path.join(directory, "build.json"), "w") as file:
        json.dump(description, file)
    return description


def run_once(directory, seed, duration):
    """One run of the binary. `runSeconds` is Brian2's own figure for the network's run (CPU time of its clock loop)."""
    started = time.perf_counter()
    subprocess.run(["./main", str(seed), repr(duration)], cwd=directory, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - started
    with open(os.path.join(directory, "build.json")) as file:
        monitored = json.load(file)["monitor"]
    with open(os.path.join(directory, "results", "last_run_info.txt")) as file:
        run_seconds = float(file.read().split()[0])
    steps = round(duration / STEP_SECONDS)
    result = {"seed": seed, "duration": duration, "runSeconds": run_seconds, "wallSeconds": wall,
              "nanosecondsPerNeuronStep": run_seconds * 1e9 / (NEURONS * steps)}
    if monitored:
        result.update(spike_figures(directory, duration))
    return result


def spike_figures(directory, duration):
    import glob

    import numpy

    (path,) = glob.glob(os.path.join(directory, "results", "_dynamic_array_spikes_i*"))
    (times_path,) = glob.glob(os.path.join(directory, "results", "_dynamic_array_spikes_t*"))
    index = numpy.fromfile(path, dtype=numpy.int32)
    last = numpy.fromfile(times_path, dtype=numpy.float64)
    excitatory = int((index < EXCITATORY).sum())
    return {"spikes": len(index), "rateHz": len(index) / NEURONS / duration,
            "rateExcitatoryHz": excitatory / EXCITATORY / duration,
            "rateInhibitoryHz": (len(index) - excitatory) / (NEURONS - EXCITATORY) / duration,
            "lastSpikeSeconds": float(last[-1]) if len(last) else None}


def rates(directory, seeds, duration):
    runs = [run_once(directory, seed, duration) for seed in range(1, seeds + 1)]
    names = ("rateHz", "rateExcitatoryHz", "rateInhibitoryHz", "spikes")
    return {"duration": duration, "seeds": seeds, "runs": runs,
            "mean": {name: statistics.mean(run[name] for run in runs) for name in names},
            "standardDeviation": {name: statistics.stdev(run[name] for run in runs) for name in names if seeds > 1}}


def survey(directory, rounds):
    """Builds every variant (each in a process of its own: Brian2 keeps one device a process) and runs it."""
    variants = []
    for drive in DRIVES:
        for method in METHODS:
            for monitor in ("off", "on"):
                target = os.path.join(directory, f"{method}-{drive:g}-{monitor}")
                command = [sys.executable, __file__, "build", "--directory", target, "--method", method,
                           "--drive", str(drive), "--monitor", monitor]
                built = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                variant = {"build": built, "runs": {}}
                for duration in (1.0, 10.0):
                    runs = [run_once(target, 1, duration) for _ in range(rounds)]
                    variant["runs"][f"{duration:g} s"] = {
                        **runs[0],
                        **{name: statistics.median(run[name] for run in runs)
                           for name in ("runSeconds", "wallSeconds", "nanosecondsPerNeuronStep")}}
                if monitor == "on":
                    variant["rates"] = rates(target, 5, 1.0)
                variants.append(variant)
                print(f"{method}, drive {drive:g} mV, spike monitor {monitor}: " + ", ".join(
                    f"{name}: {run['runSeconds']:.3f} s" for name, run in variant["runs"].items()), file=sys.stderr)
    return {"variants": variants}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=("build", "run", "rates", "survey"))
    parser.add_argument("--directory", required=True)
    parser.add_argument("--method", choices=METHODS, default="exponential_euler")
    parser.add_argument("--drive", type=float, default=0.0, help="mV")
    parser.add_argument("--monitor", choices=("on", "off"), default="off")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--duration", type=float, default=1.0, help="s")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    directory = os.path.abspath(options.directory)
    if options.command == "build":
        result = build(directory, options.method, options.drive, options.monitor == "on")
    elif options.command == "run":
        result = run_once(directory, options.seed, options.duration)
    elif options.command == "rates":
        result = rates(directory, options.seeds, options.duration)
    else:
        result = survey(directory, options.rounds)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
