export function fingerprint(microcircuit: typeof import("../../src/index.js")): Promise<{ exp: string; philox: string }>;
