import { fillExponentials, fillNormals, fillUniforms } from "./fill";

export { philox, philoxHigh, philoxLow } from "./philox";
export { philoxGroups } from "./philox-lanes";

// Draws start .. start + count - 1 of (seed, stream), count >= 0, at `out` (any alignment).
export function fillUniformsF64(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fillUniforms<f64>(out, count, seed, stream, start);
}
export function fillUniformsF32(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fillUniforms<f32>(out, count, seed, stream, start);
}
export function fillNormalsF64(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fillNormals<f64>(out, count, seed, stream, start);
}
export function fillNormalsF32(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fillNormals<f32>(out, count, seed, stream, start);
}
export function fillExponentialsF64(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fillExponentials<f64>(out, count, seed, stream, start);
}
export function fillExponentialsF32(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fillExponentials<f32>(out, count, seed, stream, start);
}
export { exponential, nextExponential, normal, uniform } from "./draws";
export {
  fillIntegers,
  fillPermutation,
  integerBelow,
  sampleTableSlots,
  sampleWithoutReplacement,
} from "./integers";
export { fillPoisson, poisson } from "./poisson";
