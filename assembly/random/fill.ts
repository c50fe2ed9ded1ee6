import {
  blockIndex,
  EXPONENTIAL_F32,
  EXPONENTIAL_F64,
  NORMAL_F32,
  NORMAL_F64,
  UNIFORM_F32,
  UNIFORM_F64,
} from "./address";
import { GROUP_BLOCKS, GROUP_BYTES, philoxGroups } from "./philox-lanes";
import { cosineHalf, exponentialLanes, halfTurnLanes, signedRadiusLanes, sineHalf, uniformLanes } from "./transform";

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
  if (kind == UNIFORM_F64 || kind == UNIFORM_F32) toUniforms<T>(at, groups);
  else if (kind == NORMAL_F64 || kind == NORMAL_F32) toNormals<T>(at, groups);
  else toExponentials<T>(at, groups);
}

/** Turns groups of bits, as `philoxGroups` leaves them, into uniform draws, in place. */
function toUniforms<T>(at: usize, groups: i32): void {
  const end = at + <usize>groups * GROUP_BYTES;
  for (; at < end; at += 32) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    v128.store(at, uniformLanes<T>(v128.shuffle<i64>(low, high, 0, 2)));
    v128.store(at, uniformLanes<T>(v128.shuffle<i64>(low, high, 1, 3)), 16);
  }
}

function toExponentials<T>(at: usize, groups: i32): void {
  const end = at + <usize>groups * GROUP_BYTES;
  for (; at < end; at += 32) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    v128.store(at, exponentialLanes<T>(v128.shuffle<i64>(low, high, 0, 2)));
    v128.store(at, exponentialLanes<T>(v128.shuffle<i64>(low, high, 1, 3)), 16);
  }
}

/** f64: (cos, sin) of a block from its halves. f32: two such pairs a block, from words 0 and 1 and from words 2 and 3. */
function toNormals<T>(at: usize, groups: i32): void {
  const end = at + <usize>groups * GROUP_BYTES;
  for (; at < end; at += 32) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    const radiusBits = sizeof<T>() == 8 ? low : v128.shuffle<i32>(low, high, 0, 2, 4, 6);
    const turnBits = sizeof<T>() == 8 ? high : v128.shuffle<i32>(low, high, 1, 3, 5, 7);
    const radius = signedRadiusLanes<T>(radiusBits);
    const w = halfTurnLanes<T>(turnBits);
    const q = v128.mul<T>(w, w);
    const q2 = v128.mul<T>(q, q);
    const cosine = cosineHalf<T>(radius, q, q2);
    const sine = sineHalf<T>(radius, w, q, q2);
    if (sizeof<T>() == 8) {
      v128.store(at, v128.shuffle<i64>(cosine, sine, 0, 2));
      v128.store(at, v128.shuffle<i64>(cosine, sine, 1, 3), 16);
    } else {
      const words01 = v128.shuffle<i32>(cosine, sine, 0, 4, 1, 5); // of blocks a and b
      const words23 = v128.shuffle<i32>(cosine, sine, 2, 6, 3, 7);
      v128.store(at, v128.shuffle<i64>(words01, words23, 0, 2));
      v128.store(at, v128.shuffle<i64>(words01, words23, 1, 3), 16);
    }
  }
}
