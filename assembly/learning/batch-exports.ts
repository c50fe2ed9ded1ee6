import { batchOuter } from "./batch-outer";
import { batchProduct, batchTransposed } from "../numeric/linear/batch-products";

export function batchProductF64(weights: usize, rows: u32, columns: u32, x: usize, base: usize, out: usize, vectors: u32): void {
  batchProduct<f64>(weights, rows, columns, x, base, out, vectors);
}

export function batchProductF32(weights: usize, rows: u32, columns: u32, x: usize, base: usize, out: usize, vectors: u32): void {
  batchProduct<f32>(weights, rows, columns, x, base, out, vectors);
}

export function batchTransposedF64(weights: usize, rows: u32, columns: u32, a: usize, base: usize, out: usize, vectors: u32): void {
  batchTransposed<f64>(weights, rows, columns, a, base, out, vectors);
}

export function batchTransposedF32(weights: usize, rows: u32, columns: u32, a: usize, base: usize, out: usize, vectors: u32): void {
  batchTransposed<f32>(weights, rows, columns, a, base, out, vectors);
}

export function batchOuterF64(
  gradient: usize, rows: u32, columns: u32, a: usize, x: usize, vectors: u32, steps: u32, aStep: usize, xStep: usize,
): void {
  batchOuter<f64>(gradient, rows, columns, a, x, vectors, steps, aStep, xStep);
}

export function batchOuterF32(
  gradient: usize, rows: u32, columns: u32, a: usize, x: usize, vectors: u32, steps: u32, aStep: usize, xStep: usize,
): void {
  batchOuter<f32>(gradient, rows, columns, a, x, vectors, steps, aStep, xStep);
}
