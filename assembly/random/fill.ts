import {
  blockIndex,
  EXPONENTIAL_F32,
  EXPONENTIAL_F64,
  INTEGER,
  NORMAL_F32,
  NORMAL_F64,
  POISSON_SMALL,
  UNIFORM_F32,
  UNIFORM_F64,
} from "./address";
import { toExponentials, toHalves, toNormals, toUniforms } from "./groups";
import { GROUP_BLOCKS, GROUP_BYTES, philoxGroups } from "./philox-lanes";

// Draws start, start + 1, ... of a stream, as many as asked for. A block holds two f64 or four f32 draws, so draw j comes from
// block j >> 1 or j >> 2, and a group of eight blocks from memory is turned into draws where it lies. Groups that stick out
// at either end are made in `edge` and copied in part: the numbers do not depend on how a stretch is divided.

/** Groups done at a time: 4 KB, so that the bits are still in the first-level cache when they are transformed. */
const CHUNK_GROUPS: i32 = 32;

const edge: usize = memory.data(128, 16);

/** Uniform in (0, 1), open at both ends; 52 random bits for f64, 23 for f32. */
export function fillUniforms<T>(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fill<T>(sizeof<T>() == 8 ? UNIFORM_F64 : UNIFORM_F32, out, count, seed, stream, start);
}

/** Normal with mean 0 and variance 1. Tails reach 8.6 (f64) and 6.6 (f32). */
export function fillNormals<T>(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fill<T>(sizeof<T>() == 8 ? NORMAL_F64 : NORMAL_F32, out, count, seed, stream, start);
}

/** Exponential with mean 1. Tails reach 36.7 (f64) and 22.2 (f32). */
export function fillExponentials<T>(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fill<T>(sizeof<T>() == 8 ? EXPONENTIAL_F64 : EXPONENTIAL_F32, out, count, seed, stream, start);
}

/** The uniforms that Poisson draws with small means invert. */
export function fillPoissonUniforms(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fill<f64>(POISSON_SMALL, out, count, seed, stream, start);
}

/** The 64-bit words of the first attempts of integer draws. */
export function fillIntegerWords(out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  fill<f64>(INTEGER, out, count, seed, stream, start);
}

// @ts-ignore: decorator
@inline
function fill<T>(kind: u64, out: usize, count: i32, seed: u64, stream: u64, start: u64): void {
  const perGroup = GROUP_BYTES / sizeof<T>();
  let block = start / perGroup * GROUP_BLOCKS;
  const skipped = <i32>(start % perGroup);
  if (skipped != 0 && count > 0) {
    const taken = min<i32>(count, <i32>perGroup - skipped);
    makeEdge<T>(kind, seed, stream, block);
    memory.copy(out, edge + <usize>skipped * sizeof<T>(), <usize>taken * sizeof<T>());
    out += <usize>taken * sizeof<T>();
    count -= taken;
    block += GROUP_BLOCKS;
  }
  while (count >= <i32>perGroup) {
    const groups = min<i32>(count / <i32>perGroup, CHUNK_GROUPS);
    philoxGroups(out, groups, seed, stream, blockIndex(kind, block));
    transform<T>(kind, out, groups);
    out += <usize>groups * GROUP_BYTES;
    count -= groups * <i32>perGroup;
    block += groups * GROUP_BLOCKS;
  }
  if (count > 0) {
    makeEdge<T>(kind, seed, stream, block);
    memory.copy(out, edge, <usize>count * sizeof<T>());
  }
}

// @ts-ignore: decorator
@inline
function makeEdge<T>(kind: u64, seed: u64, stream: u64, block: u64): void {
  philoxGroups(edge, 1, seed, stream, blockIndex(kind, block));
  transform<T>(kind, edge, 1);
}

// @ts-ignore: decorator
@inline
function transform<T>(kind: u64, at: usize, groups: i32): void {
  if (kind == UNIFORM_F64 || kind == UNIFORM_F32 || kind == POISSON_SMALL) toUniforms<T>(at, groups);
  else if (kind == INTEGER) toHalves(at, groups);
  else if (kind == NORMAL_F64 || kind == NORMAL_F32) toNormals<T>(at, groups);
  else toExponentials<T>(at, groups);
}
