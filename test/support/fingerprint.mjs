// Runs as it stands in Node and in a page, so it is plain JavaScript without imports: the caller passes the library in.

/**
 * A hash of the bits that one computation of every kind gives: equal on every machine, or something is wrong.
 * @param {typeof import("../../src/index.js")} microcircuit
 * @returns {Promise<{ exp: string, philox: string }>} SHA-256, hexadecimal
 */
export async function fingerprint(microcircuit) {
  const core = await microcircuit.load();
  return { exp: await sha256(exponentials(core)), philox: await sha256(blocks(core)) };
}

/** exp from where it underflows to where it overflows, at arguments that are exact in binary. */
function exponentials(core) {
  const count = 100_000;
  return Float64Array.from({ length: count }, (_, i) => core.exports.exp((i - count / 2) / 64));
}

function blocks(core) {
  const words = new BigUint64Array(20_000);
  for (let i = 0; i < words.length; i += 2) {
    core.exports.philox(0x0123456789abcdefn, 42n, BigInt(i) << 30n);
    words[i] = BigInt.asUintN(64, core.exports.philoxLow());
    words[i + 1] = BigInt.asUintN(64, core.exports.philoxHigh());
  }
  return words;
}

async function sha256(array) {
  const digest = await crypto.subtle.digest("SHA-256", array);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
