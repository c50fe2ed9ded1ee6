import { goBack, startBack } from "./backward";
import { advance, outputsOf } from "./forward";
import { RateRun } from "./run";
import { RectifiedUnit, TanhUnit, ThresholdUnit } from "./units";

// @ts-ignore: decorator
@inline
function outputs<T>(run: RateRun, to: usize): void {
  if (run.unit == 0) outputsOf<TanhUnit, T>(run, to);
  else if (run.unit == 1) outputsOf<RectifiedUnit, T>(run, to);
  else outputsOf<ThresholdUnit, T>(run, to);
}

// @ts-ignore: decorator
@inline
function forward<T>(run: RateRun, from: u32, to: u32, outputs: usize, outputStep: usize, states: usize, sums: bool): void {
  if (run.unit == 0) advance<TanhUnit, T>(run, from, to, outputs, outputStep, 0, sums);
  else if (run.unit == 1) advance<RectifiedUnit, T>(run, from, to, outputs, outputStep, 0, sums);
  else advance<ThresholdUnit, T>(run, from, to, outputs, outputStep, states, sums);
}

// @ts-ignore: decorator
@inline
function start<T>(run: RateRun, outputs: usize): void {
  if (run.unit == 0) startBack<TanhUnit, T>(run, outputs);
  else if (run.unit == 1) startBack<RectifiedUnit, T>(run, outputs);
  else startBack<ThresholdUnit, T>(run, outputs);
}

// @ts-ignore: decorator
@inline
function back<T>(run: RateRun, from: u32, to: u32, outputs: usize, states: usize, adjoints: usize): void {
  if (run.unit == 0) goBack<TanhUnit, T>(run, from, to, outputs, 0, adjoints);
  else if (run.unit == 1) goBack<RectifiedUnit, T>(run, from, to, outputs, 0, adjoints);
  else goBack<ThresholdUnit, T>(run, from, to, outputs, states, adjoints);
}

export function rateOutputsF64(run: usize, to: usize): void {
  outputs<f64>(changetype<RateRun>(run), to);
}

export function rateOutputsF32(run: usize, to: usize): void {
  outputs<f32>(changetype<RateRun>(run), to);
}

export function rateForwardF64(run: usize, from: u32, to: u32, outputs: usize, outputStep: usize, states: usize, sums: bool): void {
  forward<f64>(changetype<RateRun>(run), from, to, outputs, outputStep, states, sums);
}

export function rateForwardF32(run: usize, from: u32, to: u32, outputs: usize, outputStep: usize, states: usize, sums: bool): void {
  forward<f32>(changetype<RateRun>(run), from, to, outputs, outputStep, states, sums);
}

export function rateStartBackF64(run: usize, outputs: usize): void {
  start<f64>(changetype<RateRun>(run), outputs);
}

export function rateStartBackF32(run: usize, outputs: usize): void {
  start<f32>(changetype<RateRun>(run), outputs);
}

export function rateBackF64(run: usize, from: u32, to: u32, outputs: usize, states: usize, adjoints: usize): void {
  back<f64>(changetype<RateRun>(run), from, to, outputs, states, adjoints);
}

export function rateBackF32(run: usize, from: u32, to: u32, outputs: usize, states: usize, adjoints: usize): void {
  back<f32>(changetype<RateRun>(run), from, to, outputs, states, adjoints);
}
