import type { Page } from "playwright-core";
import type { LabSite } from "../test/support/lab.js";

/** A task of the page's thread, ms. What the clock has more than the processor, the thread waited for one. */
export interface Task {
  readonly clock: number;
  readonly processor: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** All tasks of the page's thread during `work`. Tracing takes some time of its own. */
export async function tasksDuring(site: LabSite, page: Page, work: () => Promise<void>): Promise<Task[]> {
  const browser = await site.browser();
  await browser.startTracing(page, { categories: ["-*", "disabled-by-default-devtools.timeline"] });
  let trace: Buffer;
  try {
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents: events } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const pages = new Set(
    events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(threadOf),
  );
  return events
    .filter((event) => event.name === "RunTask" && pages.has(threadOf(event)))
    .map(({ dur = 0, tdur = 0 }) => ({ clock: dur / 1000, processor: tdur / 1000 }));
}
