/** The cubic-power tanh network 2-h-2 without biases, fitted to windows by Runge-Kutta steps: loss and gradient, specialised by hand. */
export interface WindowFitTwin {
  /** W1 (2 x h), W2 (h x 2). */
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  loss(starts: ArrayLike<number>): number;
  lossAndGradient(starts: ArrayLike<number>): number;
}

export function windowFitTwin(theta: Float64Array, trajectory: Float64Array, samples: number, step: number): WindowFitTwin {
  const hidden = theta.length / 4;
  const evaluations = 4 * (samples - 1);
  const first = theta.subarray(0, hidden);
  const second = theta.subarray(hidden, 2 * hidden);
  const last = theta.subarray(2 * hidden);
  const gradient = new Float64Array(theta.length);
  const values = new Float64Array(evaluations * hidden);
  const states = new Float64Array(evaluations * 2);
  const signs = new Float64Array(samples * 2);
  const k = new Float64Array(8);
  const out = new Float64Array(2);

  const evaluate = (y0: number, y1: number, stage: number, evaluation: number): void => {
    const x0 = y0 * y0 * y0;
    const x1 = y1 * y1 * y1;
    const at = evaluation * hidden;
    let sum0 = 0;
    let sum1 = 0;
    for (let i = 0; i < hidden; i++) {
      // faster than Math.tanh, and as good for sums of values of size 1
      const value = 1 - 2 / (Math.exp(2 * (first[i]! * x0 + second[i]! * x1)) + 1);
      values[at + i] = value;
      sum0 += last[2 * i]! * value;
      sum1 += last[2 * i + 1]! * value;
    }
    states[2 * evaluation] = y0;
    states[2 * evaluation + 1] = y1;
    k[2 * stage] = sum0;
    k[2 * stage + 1] = sum1;
  };

  const window = (start: number, keep: boolean): number => {
    let y0 = trajectory[2 * start]!;
    let y1 = trajectory[2 * start + 1]!;
    let loss = 0;
    for (let sample = 1; sample < samples; sample++) {
      const e = keep ? 4 * (sample - 1) : 0;
      const next = keep ? 1 : 0;
      evaluate(y0, y1, 0, e);
      evaluate(y0 + 0.5 * step * k[0]!, y1 + 0.5 * step * k[1]!, 1, e + next);
      evaluate(y0 + 0.5 * step * k[2]!, y1 + 0.5 * step * k[3]!, 2, e + 2 * next);
      evaluate(y0 + step * k[4]!, y1 + step * k[5]!, 3, e + 3 * next);
      y0 += (step / 6) * (k[0]! + 2 * (k[2]! + k[4]!) + k[6]!);
      y1 += (step / 6) * (k[1]! + 2 * (k[3]! + k[5]!) + k[7]!);
      const e0 = y0 - trajectory[2 * (start + sample)]!;
      const e1 = y1 - trajectory[2 * (start + sample) + 1]!;
      loss += Math.abs(e0) + Math.abs(e1);
      signs[2 * sample] = Math.sign(e0);
      signs[2 * sample + 1] = Math.sign(e1);
    }
    return loss;
  };

  const back = (a0: number, a1: number, evaluation: number): void => {
    const y0 = states[2 * evaluation]!;
    const y1 = states[2 * evaluation + 1]!;
    const x0 = y0 * y0 * y0;
    const x1 = y1 * y1 * y1;
    const at = evaluation * hidden;
    let sum0 = 0;
    let sum1 = 0;
    for (let i = 0; i < hidden; i++) {
      const value = values[at + i]!;
      const adjoint = (1 - value * value) * (last[2 * i]! * a0 + last[2 * i + 1]! * a1);
      gradient[2 * hidden + 2 * i]! += value * a0;
      gradient[2 * hidden + 2 * i + 1]! += value * a1;
      gradient[i]! += x0 * adjoint;
      gradient[hidden + i]! += x1 * adjoint;
      sum0 += first[i]! * adjoint;
      sum1 += second[i]! * adjoint;
    }
    out[0] = 3 * y0 * y0 * sum0;
    out[1] = 3 * y1 * y1 * sum1;
  };

  const windowBack = (): void => {
    let a0 = 0;
    let a1 = 0;
    for (let sample = samples - 1; sample > 0; sample--) {
      a0 += signs[2 * sample]!;
      a1 += signs[2 * sample + 1]!;
      const e = 4 * (sample - 1);
      back((step / 6) * a0, (step / 6) * a1, e + 3);
      let [sum0, sum1] = [a0 + out[0]!, a1 + out[1]!];
      back((step / 3) * a0 + step * out[0]!, (step / 3) * a1 + step * out[1]!, e + 2);
      sum0 += out[0]!;
      sum1 += out[1]!;
      back((step / 3) * a0 + 0.5 * step * out[0]!, (step / 3) * a1 + 0.5 * step * out[1]!, e + 1);
      sum0 += out[0]!;
      sum1 += out[1]!;
      back((step / 6) * a0 + 0.5 * step * out[0]!, (step / 6) * a1 + 0.5 * step * out[1]!, e);
      a0 = sum0 + out[0]!;
      a1 = sum1 + out[1]!;
    }
  };

  return {
    theta,
    gradient,
    loss(starts) {
      let sum = 0;
      for (let i = 0; i < starts.length; i++) sum += window(starts[i]!, false);
      return sum / (2 * samples * starts.length);
    },
    lossAndGradient(starts) {
      let sum = 0;
      gradient.fill(0);
      for (let i = 0; i < starts.length; i++) {
        sum += window(starts[i]!, true);
        windowBack();
      }
      const count = 2 * samples * starts.length;
      for (let i = 0; i < gradient.length; i++) gradient[i]! /= count;
      return sum / count;
    },
  };
}
