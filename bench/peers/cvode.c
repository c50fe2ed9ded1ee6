// CVODE of SUNDIALS on the problems of bench/peers/solvers.ts. Build: gcc -O3 -march=native cvode.c -lsundials_cvode -lsundials_nvecserial
//   -lsundials_sunmatrixdense -lsundials_sunlinsoldense -lsundials_sunnonlinsolfixedpoint -lm
// Reads tasks from standard input, one a line: problem method rtol end seconds atol_1 ... atol_n. method: bdf (Newton, dense matrix, analytic
// Jacobian) or adams (fixed point). Solves it again and again for `seconds` of CPU time and writes one line of JSON: the end state, the
// counts of one solve and CPU seconds of one, which begins with CVodeReInit: nothing is created anew.
#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sundials/sundials_version.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>
#include <time.h>

#define ARGUMENTS realtype t, N_Vector state, N_Vector slope, void *user
#define JACOBIAN_ARGUMENTS realtype t, N_Vector state, N_Vector slope, SUNMatrix matrix, void *user, N_Vector w1, N_Vector w2, N_Vector w3
#define BEGIN const double *restrict y = NV_DATA_S(state); double *restrict d = NV_DATA_S(slope)
#define BEGIN_JACOBIAN const double *restrict y = NV_DATA_S(state); double *restrict m = SM_DATA_D(matrix)
#define J(i, j) m[(j) * LENGTH + (i)] // column-major

static int roberF(ARGUMENTS) {
  BEGIN;
  const double slow = 0.04 * y[0] - 1e4 * y[1] * y[2], fast = 3e7 * y[1] * y[1];
  d[0] = -slow;
  d[1] = slow - fast;
  d[2] = fast;
  return 0;
}

static int roberJ(JACOBIAN_ARGUMENTS) {
#define LENGTH 3
  BEGIN_JACOBIAN;
  const double by2 = 1e4 * y[2], by3 = 1e4 * y[1], fast = 6e7 * y[1];
  J(0, 0) = -0.04;
  J(0, 1) = by2;
  J(0, 2) = by3;
  J(1, 0) = 0.04;
  J(1, 1) = -by2 - fast;
  J(1, 2) = -by3;
  J(2, 1) = fast;
  return 0;
#undef LENGTH
}

static int hiresF(ARGUMENTS) {
  BEGIN;
  const double bound = 280 * y[5] * y[7], net = bound - 1.81 * y[6];
  d[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
  d[1] = 1.71 * y[0] - 8.75 * y[1];
  d[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
  d[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
  d[4] = -1.745 * y[4] + 0.43 * (y[5] + y[6]);
  d[5] = -bound + 0.69 * (y[3] + y[6]) + 1.71 * y[4] - 0.43 * y[5];
  d[6] = net;
  d[7] = -net;
  return 0;
}

static int hiresJ(JACOBIAN_ARGUMENTS) {
#define LENGTH 8
  BEGIN_JACOBIAN;
  const double by6 = 280 * y[7], by8 = 280 * y[5];
  J(0, 0) = -1.71; J(0, 1) = 0.43; J(0, 2) = 8.32;
  J(1, 0) = 1.71; J(1, 1) = -8.75;
  J(2, 2) = -10.03; J(2, 3) = 0.43; J(2, 4) = 0.035;
  J(3, 1) = 8.32; J(3, 2) = 1.71; J(3, 3) = -1.12;
  J(4, 4) = -1.745; J(4, 5) = 0.43; J(4, 6) = 0.43;
  J(5, 3) = 0.69; J(5, 4) = 1.71; J(5, 5) = -by6 - 0.43; J(5, 6) = 0.69; J(5, 7) = -by8;
  J(6, 5) = by6; J(6, 6) = -1.81; J(6, 7) = by8;
  J(7, 5) = -by6; J(7, 6) = 1.81; J(7, 7) = -by8;
  return 0;
#undef LENGTH
}

static int vdpolF(ARGUMENTS) {
  BEGIN;
  d[0] = y[1];
  d[1] = ((1 - y[0] * y[0]) * y[1] - y[0]) * 1e6;
  return 0;
}

static int vdpolJ(JACOBIAN_ARGUMENTS) {
#define LENGTH 2
  BEGIN_JACOBIAN;
  J(0, 1) = 1;
  J(1, 0) = (-2 * y[0] * y[1] - 1) * 1e6;
  J(1, 1) = (1 - y[0] * y[0]) * 1e6;
  return 0;
#undef LENGTH
}

static int oregoF(ARGUMENTS) {
  BEGIN;
  d[0] = 77.27 * (y[1] + y[0] * (1 - 8.375e-6 * y[0] - y[1]));
  d[1] = (y[2] - (1 + y[0]) * y[1]) * (1 / 77.27);
  d[2] = 0.161 * (y[0] - y[2]);
  return 0;
}

static int oregoJ(JACOBIAN_ARGUMENTS) {
#define LENGTH 3
  BEGIN_JACOBIAN;
  J(0, 0) = 77.27 * (1 - 2 * 8.375e-6 * y[0] - y[1]);
  J(0, 1) = 77.27 * (1 - y[0]);
  J(1, 0) = -y[1] * (1 / 77.27);
  J(1, 1) = (-1 - y[0]) * (1 / 77.27);
  J(1, 2) = 1 / 77.27;
  J(2, 0) = 0.161;
  J(2, 2) = -0.161;
  return 0;
#undef LENGTH
}

static int polluF(ARGUMENTS) {
  BEGIN;
  const double r1 = 0.35 * y[0], r2 = 26.6 * y[1] * y[3], r3 = 12300.0 * y[4] * y[1], r4 = 0.00086 * y[6],
      r5 = 0.00082 * y[6], r6 = 15000.0 * y[6] * y[5], r7 = 0.00013 * y[8], r8 = 24000.0 * y[8] * y[5],
      r9 = 16500.0 * y[10] * y[1], r10 = 9000.0 * y[10] * y[0], r11 = 0.022 * y[12], r12 = 12000.0 * y[9] * y[1],
      r13 = 1.88 * y[13], r14 = 16300.0 * y[0] * y[5], r15 = 4800000.0 * y[2], r16 = 0.00035 * y[3],
      r17 = 0.0175 * y[3], r18 = 100000000.0 * y[15], r19 = 444000000000.0 * y[15], r20 = 1240 * y[16] * y[5],
      r21 = 2.1 * y[18], r22 = 5.78 * y[18], r23 = 0.0474 * y[0] * y[3], r24 = 1780 * y[18] * y[0], r25 = 3.12 * y[19];
  d[0] = -r1 - r10 - r14 - r23 - r24 + r2 + r3 + r9 + r11 + r12 + r22 + r25;
  d[1] = -r2 - r3 - r9 - r12 + r1 + r21;
  d[2] = -r15 + r1 + r17 + r19 + r22;
  d[3] = -r2 - r16 - r17 - r23 + r15;
  d[4] = -r3 + 2 * r4 + r6 + r7 + r13 + r20;
  d[5] = -r6 - r8 - r14 - r20 + r3 + 2 * r18;
  d[6] = -r4 - r5 - r6 + r13;
  d[7] = r4 + r5 + r6 + r7;
  d[8] = -r7 - r8;
  d[9] = -r12 + r7 + r9;
  d[10] = -r9 - r10 + r8 + r11;
  d[11] = r9;
  d[12] = -r11 + r10;
  d[13] = -r13 + r12;
  d[14] = r14;
  d[15] = -r18 - r19 + r16;
  d[16] = -r20;
  d[17] = r20;
  d[18] = -r21 - r22 - r24 + r23 + r25;
  d[19] = -r25 + r24;
  return 0;
}

static int polluJ(JACOBIAN_ARGUMENTS) {
#define LENGTH 20
  BEGIN_JACOBIAN;
  J(0, 0) = -0.35 - 9000.0 * y[10] - 16300.0 * y[5] - 0.0474 * y[3] - 1780 * y[18];
  J(0, 10) = -9000.0 * y[0] + 16500.0 * y[1];
  J(0, 5) = -16300.0 * y[0];
  J(0, 3) = -0.0474 * y[0] + 26.6 * y[1];
  J(0, 18) = -1780 * y[0] + 5.78;
  J(0, 1) = 26.6 * y[3] + 12300.0 * y[4] + 16500.0 * y[10] + 12000.0 * y[9];
  J(0, 4) = 12300.0 * y[1];
  J(0, 12) = 0.022;
  J(0, 9) = 12000.0 * y[1];
  J(0, 19) = 3.12;
  J(1, 1) = -26.6 * y[3] - 12300.0 * y[4] - 16500.0 * y[10] - 12000.0 * y[9];
  J(1, 3) = -26.6 * y[1];
  J(1, 4) = -12300.0 * y[1];
  J(1, 10) = -16500.0 * y[1];
  J(1, 9) = -12000.0 * y[1];
  J(1, 0) = 0.35;
  J(1, 18) = 2.1;
  J(2, 2) = -4800000.0;
  J(2, 0) = 0.35;
  J(2, 3) = 0.0175;
  J(2, 15) = 444000000000.0;
  J(2, 18) = 5.78;
  J(3, 1) = -26.6 * y[3];
  J(3, 3) = -26.6 * y[1] - 0.00035 - 0.0175 - 0.0474 * y[0];
  J(3, 0) = -0.0474 * y[3];
  J(3, 2) = 4800000.0;
  J(4, 4) = -12300.0 * y[1];
  J(4, 1) = -12300.0 * y[4];
  J(4, 6) = 2 * 0.00086 + 15000.0 * y[5];
  J(4, 5) = 15000.0 * y[6] + 1240 * y[16];
  J(4, 8) = 0.00013;
  J(4, 13) = 1.88;
  J(4, 16) = 1240 * y[5];
  J(5, 6) = -15000.0 * y[5];
  J(5, 5) = -15000.0 * y[6] - 24000.0 * y[8] - 16300.0 * y[0] - 1240 * y[16];
  J(5, 8) = -24000.0 * y[5];
  J(5, 0) = -16300.0 * y[5];
  J(5, 16) = -1240 * y[5];
  J(5, 4) = 12300.0 * y[1];
  J(5, 1) = 12300.0 * y[4];
  J(5, 15) = 2 * 100000000.0;
  J(6, 6) = -0.00086 - 0.00082 - 15000.0 * y[5];
  J(6, 5) = -15000.0 * y[6];
  J(6, 13) = 1.88;
  J(7, 6) = 0.00086 + 0.00082 + 15000.0 * y[5];
  J(7, 5) = 15000.0 * y[6];
  J(7, 8) = 0.00013;
  J(8, 8) = -0.00013 - 24000.0 * y[5];
  J(8, 5) = -24000.0 * y[8];
  J(9, 9) = -12000.0 * y[1];
  J(9, 1) = -12000.0 * y[9] + 16500.0 * y[10];
  J(9, 8) = 0.00013;
  J(9, 10) = 16500.0 * y[1];
  J(10, 10) = -16500.0 * y[1] - 9000.0 * y[0];
  J(10, 1) = -16500.0 * y[10];
  J(10, 0) = -9000.0 * y[10];
  J(10, 8) = 24000.0 * y[5];
  J(10, 5) = 24000.0 * y[8];
  J(10, 12) = 0.022;
  J(11, 10) = 16500.0 * y[1];
  J(11, 1) = 16500.0 * y[10];
  J(12, 12) = -0.022;
  J(12, 10) = 9000.0 * y[0];
  J(12, 0) = 9000.0 * y[10];
  J(13, 13) = -1.88;
  J(13, 9) = 12000.0 * y[1];
  J(13, 1) = 12000.0 * y[9];
  J(14, 0) = 16300.0 * y[5];
  J(14, 5) = 16300.0 * y[0];
  J(15, 15) = -100000000.0 - 444000000000.0;
  J(15, 3) = 0.00035;
  J(16, 16) = -1240 * y[5];
  J(16, 5) = -1240 * y[16];
  J(17, 16) = 1240 * y[5];
  J(17, 5) = 1240 * y[16];
  J(18, 18) = -2.1 - 5.78 - 1780 * y[0];
  J(18, 0) = -1780 * y[18] + 0.0474 * y[3];
  J(18, 3) = 0.0474 * y[0];
  J(18, 19) = 3.12;
  J(19, 19) = -3.12;
  J(19, 18) = 1780 * y[0];
  J(19, 0) = 1780 * y[18];
  return 0;
#undef LENGTH
}

// Morris-Lecar, parameter set SNLC, I = 45; two exponentials: with u = exp((V - 12) / 34.8), w_inf = u^4 / (1 + u^4) and
// cosh((V - 12) / 34.8) = (u + 1 / u) / 2.
static int morrisLecarF(ARGUMENTS) {
  BEGIN;
  const double V = y[0], w = y[1];
  const double u = exp((V - 12) * (1 / 34.8)), u2 = u * u, u4 = u2 * u2;
  const double open = 1 / (1 + exp((V + 1.2) * (-1 / 9.0)));
  d[0] = (45 - 2 * (V + 60) - 8 * w * (V + 84) - 4 * open * (V - 120)) * 0.05;
  d[1] = 0.0335 * (u4 / (1 + u4) - w) * (u + 1 / u);
  return 0;
}

static int morrisLecarJ(JACOBIAN_ARGUMENTS) {
#define LENGTH 2
  BEGIN_JACOBIAN;
  const double V = y[0], w = y[1];
  const double u = exp((V - 12) * (1 / 34.8)), u2 = u * u, u4 = u2 * u2;
  const double open = 1 / (1 + exp((V + 1.2) * (-1 / 9.0))), rise = open * (1 - open) * (1 / 9.0);
  const double steady = u4 / (1 + u4), ramp = steady * (1 - steady) * (2 / 17.4), inverse = 1 / u;
  J(0, 0) = -(2 + 8 * w + 4 * open + 4 * rise * (V - 120)) * 0.05;
  J(0, 1) = -8 * (V + 84) * 0.05;
  J(1, 0) = 0.0335 * (ramp * (u + inverse) + (steady - w) * (u - inverse) * (1 / 34.8));
  J(1, 1) = -0.0335 * (u + inverse);
  return 0;
#undef LENGTH
}

typedef struct {
  const char *name;
  int length;
  CVRhsFn derivative;
  CVLsJacFn jacobian;
  double initial[20];
} Problem;

static const Problem problems[] = {
    {"rober", 3, roberF, roberJ, {1}},
    {"hires", 8, hiresF, hiresJ, {1, 0, 0, 0, 0, 0, 0, 0.0057}},
    {"vdpol", 2, vdpolF, vdpolJ, {2}},
    {"orego", 3, oregoF, oregoJ, {1, 2, 3}},
    {"pollu", 20, polluF, polluJ, {0, 0.2, 0, 0.04, 0, 0, 0.1, 0.3, 0.01, 0, 0, 0, 0, 0, 0, 0, 0.007}},
    {"morrisLecar", 2, morrisLecarF, morrisLecarJ, {-20, 0.1}},
};

static double cpuSeconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static void quiet(int code, const char *module, const char *function, char *message, void *user) {}

static void run(SUNContext context, const Problem *problem, int isBdf, double rtol, double end, double seconds, const double *atol) {
  const int n = problem->length;
  N_Vector y = N_VNew_Serial(n, context), initial = N_VNew_Serial(n, context), tolerances = N_VNew_Serial(n, context);
  memcpy(NV_DATA_S(initial), problem->initial, n * sizeof(double));
  memcpy(NV_DATA_S(tolerances), atol, n * sizeof(double));
  void *memory = CVodeCreate(isBdf ? CV_BDF : CV_ADAMS, context);
  SUNMatrix matrix = NULL;
  SUNLinearSolver linear = NULL;
  SUNNonlinearSolver nonlinear = NULL;
  N_VScale(1, initial, y);
  CVodeInit(memory, problem->derivative, 0, y);
  CVodeSetErrHandlerFn(memory, quiet, NULL);
  CVodeSVtolerances(memory, rtol, tolerances);
  CVodeSetMaxNumSteps(memory, 10000000);
  if (isBdf) {
    matrix = SUNDenseMatrix(n, n, context);
    linear = SUNLinSol_Dense(y, matrix, context);
    CVodeSetLinearSolver(memory, linear, matrix);
    CVodeSetJacFn(memory, problem->jacobian);
  } else {
    nonlinear = SUNNonlinSol_FixedPoint(y, 0, context);
    CVodeSetNonlinearSolver(memory, nonlinear);
  }
  int flag = 0;
  long repeats = 0;
  double spent = 0;
  for (long batch = 1; flag >= 0 && (repeats == 0 || spent < seconds); batch *= 2) {
    const double before = cpuSeconds();
    for (long k = 0; k < batch && flag >= 0; k++) {
      memcpy(NV_DATA_S(y), problem->initial, n * sizeof(double));
      realtype t;
      CVodeReInit(memory, 0, y);
      flag = CVode(memory, end, y, &t, CV_NORMAL);
    }
    spent += cpuSeconds() - before;
    repeats += batch;
  }
  long steps = 0, evaluations = 0, jacobians = 0;
  CVodeGetNumSteps(memory, &steps);
  CVodeGetNumRhsEvals(memory, &evaluations);
  if (isBdf) CVodeGetNumJacEvals(memory, &jacobians);
  if (flag < 0) {
    printf("{\"error\": \"CVODE returned %d\"}\n", flag);
  } else {
    printf("{\"values\": [");
    for (int i = 0; i < n; i++) printf("%s%.17g", i ? ", " : "", NV_Ith_S(y, i));
    printf("], \"seconds\": %.9g, \"steps\": %ld, \"evaluations\": %ld, \"jacobians\": %ld, \"version\": \"SUNDIALS %d.%d.%d\"}\n",
           spent / repeats, steps, evaluations, jacobians, SUNDIALS_VERSION_MAJOR, SUNDIALS_VERSION_MINOR, SUNDIALS_VERSION_PATCH);
  }
  fflush(stdout);
  CVodeFree(&memory);
  if (linear) SUNLinSolFree(linear);
  if (matrix) SUNMatDestroy(matrix);
  if (nonlinear) SUNNonlinSolFree(nonlinear);
  N_VDestroy(y);
  N_VDestroy(initial);
  N_VDestroy(tolerances);
}

int main(void) {
  SUNContext context;
  SUNContext_Create(NULL, &context);
  char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    char name[32], method[16];
    double rtol, end, seconds, atol[20];
    int used = 0, at = 0, n = 0;
    if (sscanf(line, "%31s %15s %lf %lf %lf%n", name, method, &rtol, &end, &seconds, &used) != 5) continue;
    while (n < 20 && sscanf(line + used, "%lf%n", &atol[n], &at) == 1) {
      used += at;
      n++;
    }
    const Problem *problem = NULL;
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
      if (strcmp(problems[i].name, name) == 0) problem = &problems[i];
    if (problem == NULL || problem->length != n) {
      printf("{\"error\": \"no such problem: %s with %d tolerances\"}\n", name, n);
      fflush(stdout);
      continue;
    }
    run(context, problem, strcmp(method, "bdf") == 0, rtol, end, seconds, atol);
  }
  SUNContext_Free(&context);
  return 0;
}
