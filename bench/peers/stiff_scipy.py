"""SciPy's solve_ivp on the problems of bench/peers/solvers.ts, with the protocol of cvode.c: tasks on standard input, one a line,
"problem method rtol end seconds atol_1 ... atol_n", and one line of JSON for each. Jacobians are analytic; seconds are CPU time."""

import json
import math
import sys
import time

import numpy
import scipy
from scipy.integrate import solve_ivp


def rober(t, y):
    y1, y2, y3 = y
    slow, fast = 0.04 * y1 - 1e4 * y2 * y3, 3e7 * y2 * y2
    return (-slow, slow - fast, fast)


def rober_jacobian(t, y):
    _, y2, y3 = y
    return numpy.array([[-0.04, 1e4 * y3, 1e4 * y2], [0.04, -1e4 * y3 - 6e7 * y2, -1e4 * y2], [0.0, 6e7 * y2, 0.0]])


def hires(t, y):
    y1, y2, y3, y4, y5, y6, y7, y8 = y
    bound = 280.0 * y6 * y8
    net = bound - 1.81 * y7
    return (
        -1.71 * y1 + 0.43 * y2 + 8.32 * y3 + 0.0007,
        1.71 * y1 - 8.75 * y2,
        -10.03 * y3 + 0.43 * y4 + 0.035 * y5,
        8.32 * y2 + 1.71 * y3 - 1.12 * y4,
        -1.745 * y5 + 0.43 * (y6 + y7),
        -bound + 0.69 * (y4 + y7) + 1.71 * y5 - 0.43 * y6,
        net,
        -net,
    )


def hires_jacobian(t, y):
    by6, by8 = 280.0 * y[7], 280.0 * y[5]
    return numpy.array(
        [
            [-1.71, 0.43, 8.32, 0, 0, 0, 0, 0],
            [1.71, -8.75, 0, 0, 0, 0, 0, 0],
            [0, 0, -10.03, 0.43, 0.035, 0, 0, 0],
            [0, 8.32, 1.71, -1.12, 0, 0, 0, 0],
            [0, 0, 0, 0, -1.745, 0.43, 0.43, 0],
            [0, 0, 0, 0.69, 1.71, -by6 - 0.43, 0.69, -by8],
            [0, 0, 0, 0, 0, by6, -1.81, by8],
            [0, 0, 0, 0, 0, -by6, 1.81, -by8],
        ]
    )


def vdpol(t, y):
    y1, y2 = y
    return (y2, ((1.0 - y1 * y1) * y2 - y1) * 1e6)


def vdpol_jacobian(t, y):
    y1, y2 = y
    return numpy.array([[0.0, 1.0], [(-2.0 * y1 * y2 - 1.0) * 1e6, (1.0 - y1 * y1) * 1e6]])


def orego(t, y):
    y1, y2, y3 = y
    return (77.27 * (y2 + y1 * (1.0 - 8.375e-6 * y1 - y2)), (y3 - (1.0 + y1) * y2) / 77.27, 0.161 * (y1 - y3))


def orego_jacobian(t, y):
    y1, y2, _ = y
    return numpy.array(
        [
            [77.27 * (1.0 - 2 * 8.375e-6 * y1 - y2), 77.27 * (1.0 - y1), 0.0],
            [-y2 / 77.27, (-1.0 - y1) / 77.27, 1.0 / 77.27],
            [0.161, 0.0, -0.161],
        ]
    )


# POLLU: rate r = k y_a y_b (y_20 stands for 1), dy/dt = S r.
RATES = numpy.array(
    [0.35, 26.6, 1.23e4, 8.6e-4, 8.2e-4, 1.5e4, 1.3e-4, 2.4e4, 1.65e4, 9e3, 0.022, 1.2e4, 1.88, 1.63e4, 4.8e6, 3.5e-4, 1.75e-2]
    + [1e8, 4.44e11, 1240, 2.1, 5.78, 0.0474, 1780, 3.12]
)
FIRST = numpy.array([1, 2, 5, 7, 7, 7, 9, 9, 11, 11, 13, 10, 14, 1, 3, 4, 4, 16, 16, 17, 19, 19, 1, 19, 20]) - 1
SECOND = numpy.array([21, 4, 2, 21, 21, 6, 21, 6, 2, 1, 21, 2, 21, 6, 21, 21, 21, 21, 21, 6, 21, 21, 4, 1, 21]) - 1
BALANCE = {
    1: "-1 -10 -14 -23 -24 2 3 9 11 12 22 25",
    2: "-2 -3 -9 -12 1 21",
    3: "-15 1 17 19 22",
    4: "-2 -16 -17 -23 15",
    5: "-3 4 4 6 7 13 20",
    6: "-6 -8 -14 -20 3 18 18",
    7: "-4 -5 -6 13",
    8: "4 5 6 7",
    9: "-7 -8",
    10: "-12 7 9",
    11: "-9 -10 8 11",
    12: "9",
    13: "-11 10",
    14: "-13 12",
    15: "14",
    16: "-18 -19 16",
    17: "-20",
    18: "20",
    19: "-21 -22 -24 23 25",
    20: "-25 24",
}
STOICHIOMETRY = numpy.zeros((20, 25))
for row, reactions in BALANCE.items():
    for reaction in map(int, reactions.split()):
        STOICHIOMETRY[row - 1, abs(reaction) - 1] += math.copysign(1, reaction)


def pollu(t, y):
    with_one = numpy.append(y, 1.0)
    return STOICHIOMETRY @ (RATES * with_one[FIRST] * with_one[SECOND])


def pollu_jacobian(t, y):
    with_one = numpy.append(y, 1.0)
    slopes = numpy.zeros((25, 21))
    every = numpy.arange(25)
    slopes[every, FIRST] += RATES * with_one[SECOND]
    slopes[every, SECOND] += RATES * with_one[FIRST]
    return STOICHIOMETRY @ slopes[:, :20]


def morris_lecar(t, y):
    v, w = y
    u = math.exp((v - 12.0) / 34.8)
    u4 = u * u * u * u
    opened = 1.0 / (1.0 + math.exp((v + 1.2) / -9.0))
    return (
        (45.0 - 2.0 * (v + 60.0) - 8.0 * w * (v + 84.0) - 4.0 * opened * (v - 120.0)) * 0.05,
        0.0335 * (u4 / (1.0 + u4) - w) * (u + 1.0 / u),
    )


def lotka_volterra(t, y):
    a, b = y
    return (1.5 * a - a * b, -3.0 * b + a * b)


MASSES = numpy.arange(1.0, 8.0)


def pleiades(t, y):
    dx = y[None, :7] - y[:7, None]
    dy = y[None, 7:14] - y[7:14, None]
    square = dx * dx + dy * dy
    numpy.fill_diagonal(square, 1.0)
    pull = MASSES / (square * numpy.sqrt(square))
    return numpy.concatenate((y[14:], (pull * dx).sum(axis=1), (pull * dy).sum(axis=1)))


PROBLEMS = {
    "rober": (rober, rober_jacobian, [1, 0, 0]),
    "hires": (hires, hires_jacobian, [1, 0, 0, 0, 0, 0, 0, 0.0057]),
    "vdpol": (vdpol, vdpol_jacobian, [2, 0]),
    "orego": (orego, orego_jacobian, [1, 2, 3]),
    "pollu": (pollu, pollu_jacobian, [0, 0.2, 0, 0.04, 0, 0, 0.1, 0.3, 0.01, 0, 0, 0, 0, 0, 0, 0, 0.007, 0, 0, 0]),
    "morrisLecar": (morris_lecar, None, [-20, 0.1]),
    "lotkaVolterra": (lotka_volterra, None, [1, 1]),
    "pleiades": (
        pleiades,
        None,
        [3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4, 0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0],
    ),
}


def run(name, method, rtol, end, seconds, *atol):
    derivative, jacobian, initial = PROBLEMS[name]
    options = {"jac": jacobian} if jacobian and method in ("Radau", "BDF", "LSODA") else {}
    repeats, spent = 0, 0.0
    while repeats == 0 or spent < seconds:
        before = time.process_time()
        # t_eval: the steps are not kept
        solution = solve_ivp(derivative, (0, end), initial, method, rtol=rtol, atol=atol, t_eval=(end,), **options)
        spent += time.process_time() - before
        repeats += 1
    if not solution.success:
        return {"error": solution.message}
    return {
        "values": solution.y[:, -1].tolist(),
        "seconds": spent / repeats,
        "evaluations": int(solution.nfev),
        "jacobians": int(solution.njev),
        "version": f"SciPy {scipy.__version__}",
    }


def main():
    numpy.seterr(all="ignore")
    for line in sys.stdin:
        name, method, *numbers = line.split()
        try:
            result = run(name, method, *map(float, numbers))
        except (ValueError, OverflowError, ArithmeticError) as error:
            result = {"error": str(error)}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
