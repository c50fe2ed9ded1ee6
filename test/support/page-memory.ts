import type { Page } from "playwright-core";
import { expect } from "vitest";

const STRETCHES = 4;

/**
 * Fails if the page's memory, without garbage, grows by `bytes` in each of four stretches of the same work: what is kept makes it grow in every one of
 * them, what the engine makes once for itself (code, tables) does not.
 */
export async function expectNoGrowth(page: Page, bytes: number, stretch: () => Promise<void>): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const measure = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const usage: object = await session.send("Runtime.getHeapUsage");
    const { usedSize, backingStorageSize } = usage as { usedSize: number; backingStorageSize: number };
    return usedSize + backingStorageSize;
  };
  const sizes = [await measure()];
  let growth = Number.POSITIVE_INFINITY;
  for (let i = 0; i < STRETCHES && growth >= bytes; i++) {
    await stretch();
    sizes.push(await measure());
    growth = sizes.at(-1)! - sizes.at(-2)!;
  }
  await session.detach();
  console.info(`memory of the page: ${sizes.map((size) => `${(size / 1e6).toFixed(2)} MB`).join(", ")}`);
  expect(growth, `growth of the page's memory, bytes; it was ${sizes.join(", ")}`).toBeLessThan(bytes);
}
