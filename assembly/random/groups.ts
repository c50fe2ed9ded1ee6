import { GROUP_BYTES } from "./philox-lanes";
import { cosineHalf, exponentialLanes, halfTurnLanes, signedRadiusLanes, sineHalf, uniformLanes } from "./transform";

// Turn groups of blocks, as `philoxGroups` leaves them, into draws in their order, in place. 32 bytes hold two blocks: their
// low halves (bytes 0-15), then their high halves.

/** Halves of blocks in their order: 64 random bits each. */
export function toHalves(at: usize, groups: i32): void {
  const end = at + <usize>groups * GROUP_BYTES;
  for (; at < end; at += 32) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    v128.store(at, v128.shuffle<i64>(low, high, 0, 2));
    v128.store(at, v128.shuffle<i64>(low, high, 1, 3), 16);
  }
}

export function toUniforms<T>(at: usize, groups: i32): void {
  const end = at + <usize>groups * GROUP_BYTES;
  for (; at < end; at += 32) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    v128.store(at, uniformLanes<T>(v128.shuffle<i64>(low, high, 0, 2)));
    v128.store(at, uniformLanes<T>(v128.shuffle<i64>(low, high, 1, 3)), 16);
  }
}

export function toExponentials<T>(at: usize, groups: i32): void {
  const end = at + <usize>groups * GROUP_BYTES;
  for (; at < end; at += 32) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    const first = exponentialLanes<T>(v128.shuffle<i64>(low, high, 0, 2));
    const second = exponentialLanes<T>(v128.shuffle<i64>(low, high, 1, 3));
    v128.store(at, first);
    v128.store(at, second, 16);
  }
}

/**
 * f64: (cosine half, sine half) of one pair a block, radius from the low half, angle from the high half. f32: two pairs a block,
 * radius and angle from words 0 and 1, and from words 2 and 3. In two passes, because one needs twice the registers there are.
 */
export function toNormals<T>(at: usize, groups: i32): void {
  toRadii<T>(at, groups);
  toPairs<T>(at, groups);
}

/** First pass: signed radii in bytes 0-15 of each 32, the bits of their angles in the rest. */
function toRadii<T>(at: usize, groups: i32): void {
  const end = at + <usize>groups * GROUP_BYTES;
  for (; at < end; at += 64) {
    const low = v128.load(at);
    const nextLow = v128.load(at, 32);
    if (sizeof<T>() == 8) {
      const radii = signedRadiusLanes<T>(low);
      const nextRadii = signedRadiusLanes<T>(nextLow);
      v128.store(at, radii);
      v128.store(at, nextRadii, 32);
    } else {
      const high = v128.load(at, 16);
      const nextHigh = v128.load(at, 48);
      const radii = signedRadiusLanes<T>(v128.shuffle<i32>(low, high, 0, 2, 4, 6));
      const nextRadii = signedRadiusLanes<T>(v128.shuffle<i32>(nextLow, nextHigh, 0, 2, 4, 6));
      v128.store(at, radii);
      v128.store(at, v128.shuffle<i32>(low, high, 1, 3, 5, 7), 16);
      v128.store(at, nextRadii, 32);
      v128.store(at, v128.shuffle<i32>(nextLow, nextHigh, 1, 3, 5, 7), 48);
    }
  }
}

/** Second pass: radii and angles to normals. */
function toPairs<T>(at: usize, groups: i32): void {
  const end = at + <usize>groups * GROUP_BYTES;
  for (; at < end; at += 32) {
    const radius = v128.load(at);
    const w = halfTurnLanes<T>(v128.load(at, 16));
    const q = v128.mul<T>(w, w);
    const q2 = v128.mul<T>(q, q);
    const cosine = cosineHalf<T>(radius, q, q2);
    const sine = sineHalf<T>(radius, w, q, q2);
    if (sizeof<T>() == 8) {
      v128.store(at, v128.shuffle<i64>(cosine, sine, 0, 2));
      v128.store(at, v128.shuffle<i64>(cosine, sine, 1, 3), 16);
    } else {
      const words01 = v128.shuffle<i32>(cosine, sine, 0, 4, 1, 5); // of both blocks
      const words23 = v128.shuffle<i32>(cosine, sine, 2, 6, 3, 7);
      v128.store(at, v128.shuffle<i64>(words01, words23, 0, 2));
      v128.store(at, v128.shuffle<i64>(words01, words23, 1, 3), 16);
    }
  }
}
