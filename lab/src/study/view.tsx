import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type StudyForm, studyForm } from "../catalogue.js";
import { hrefOf, keepInAddress } from "../router.js";
import { messageOf } from "../ui/use-worker.js";
import type { ViewProps } from "../views.js";
import { CopyButton } from "./copy-button.js";
import { LivePlots } from "./live-plots.js";
import { Results } from "./results.js";
import { RunBar } from "./run-bar.js";
import { differenceOf, type Link, linkQuery, readLink } from "./settings.js";
import { SettingsForm } from "./settings-form.js";
import "./study.css";
import { useCheck } from "./use-check.js";
import { type Run, useRun } from "./use-run.js";

/** One study: its parameters, its run while it runs, its results. */
export default function StudyView({ name, query }: ViewProps) {
  const [form, setForm] = useState<StudyForm>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    studyForm(name).then(setForm, (thrown: unknown) => setError(messageOf(thrown)));
  }, [name]);
  if (error) return <p class="error">{error}</p>;
  return form ? <Study form={form} query={query} /> : <p class="faint">Loading…</p>;
}

function Study({ form, query }: { readonly form: StudyForm; readonly query: URLSearchParams }) {
  const [link] = useState(() => readLink(query, form, defaultWorkers()));
  const [settings, setSettings] = useState(link.settings);
  const run = useRun(form);
  const check = useCheck(run, settings);
  const notices = useLink(link, run, setSettings);
  const path = `study/${form.name}`;
  const change = useCallback(
    (next: typeof settings) => {
      setSettings(next);
      keepInAddress(path, linkQuery(next));
    },
    [path],
  );
  const wholeLink = () => new URL(hrefOf(path, linkQuery(settings, check)), location.href).href;
  return (
    <article class="study" data-phase={run.phase}>
      <header class="head">
        <h1>{form.title}</h1>
        <p>{form.summary}</p>
        <p class="faint">
          <a href={form.paper.link}>{form.paper.citation}</a>
          <br />
          <a href={`./texts/study-${form.name}.html`}>What is done, how, and what comes out</a>
        </p>
      </header>
      <div class="notices" role="status">
        {notices.map((notice) => (
          <p key={notice} class="notice">
            {notice}
          </p>
        ))}
      </div>
      {(run.error ?? run.message) && (
        <div class="error" role="alert">
          <p>{run.error ?? run.message}</p>
          {run.error ? (
            <button type="button" onClick={run.recover}>
              Start anew
            </button>
          ) : (
            <p>Jobs that had finished are kept: run it again and it goes on from there.</p>
          )}
        </div>
      )}
      <div class="areas">
        <div class="area-run">
          <RunBar form={form} run={run} settings={settings} check={check} />
        </div>
        <div class="area-settings">
          <SettingsForm form={form} settings={settings} check={check} onSettings={change} />
          <CopyButton label="Copy a link to these settings" text={wholeLink} />
        </div>
        <div class="area-live">
          <LivePlots form={form} run={run} />
          {run.summary && run.conductor && (
            <Results key={run.summary.made} summary={run.summary} study={form.name} conductor={run.conductor} />
          )}
        </div>
      </div>
    </article>
  );
}

/** Has the link's parameters checked, leaves out what is refused, and runs at once where the link says so. Returns what there is to say, in words. */
function useLink(link: Link, run: Run, setSettings: (settings: Link["settings"]) => void): readonly string[] {
  const [notices, setNotices] = useState(link.notices);
  const done = useRef(false);
  const { conductor, start } = run;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as soon as there is a conductor
  useEffect(() => {
    if (!conductor || done.current) return;
    done.current = true;
    const apply = async () => {
      const { settings, refusals } = await conductor.checkLink(link.settings);
      if (refusals.length > 0) {
        setSettings(settings);
        setNotices([
          ...link.notices,
          ...refusals.map((refusal) => `From the link: ${refusal} The preset’s value stands here instead.`),
        ]);
      }
      const difference = differenceOf(link, await conductor.check(settings));
      if (difference) setNotices((before) => [...before, difference]);
      // Whoever asked for less motion starts it themselves.
      if (link.run && !matchMedia("(prefers-reduced-motion: reduce)").matches) start(settings);
    };
    apply().catch((error: unknown) => setNotices([messageOf(error)]));
  }, [conductor]);
  return notices;
}

/** As many as there are processors; more than this many hold more memory than they save time. */
function defaultWorkers(): number {
  return Math.max(1, Math.min(navigator.hardwareConcurrency || 1, 16));
}
