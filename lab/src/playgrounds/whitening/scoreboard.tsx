import { LANES, laneKeys } from "./frame.js";
import { errorText, laneLooks, samplesText } from "./looks.js";
import type { LaneNews, News } from "./race.js";

const ROWS = 6;
const short = { direct: "Direct", interneurons: "Interneurons", gains: "Gains" } as const;

export interface ScoreboardOptions {
  readonly news: News | undefined;
  readonly lanes: number;
  /** Whitening errors as they are now. */
  readonly errors: readonly number[];
}

/** Who is first, and what the theory said about it. */
export function Scoreboard({ news, lanes, errors }: ScoreboardOptions) {
  const keys = laneKeys.slice(0, lanes);
  const first = Math.min(...(news?.lanes ?? []).map(({ measured }) => measured ?? Infinity));
  return (
    <>
      <table class="race-table">
        <caption>{news ? `Race ${news.race}: ${news.occasion}` : "Race"}</caption>
        <thead>
          <tr>
            <th scope="col">Circuit</th>
            <th scope="col">Measured</th>
            <th scope="col">Predicted</th>
            <th scope="col">Error</th>
            <th scope="col">Won</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key, l) => {
            const lane = news?.lanes[l];
            return (
              <tr key={key} data-lane={key}>
                <th scope="row">
                  <span class="race-swatch" style={{ background: `var(--series-${laneLooks[key].colour + 1})` }} />
                  {laneLooks[key].name}
                  <span class={`race-state${lane?.failure ? " race-failed" : ""}`} title={lane?.failure}>
                    {stateOf(lane, first, news?.over ?? false)}
                  </span>
                </th>
                <td data-measured>{samplesText(lane?.measured)}</td>
                <td data-predicted>
                  {samplesText(lane?.samples)}
                  <span class="race-state">{lane?.source ?? " "}</span>
                </td>
                <td>{errorText(errors[l] ?? Number.NaN)}</td>
                <td>{lane?.wins ?? 0}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <table class="race-table race-past">
        <caption>Races before: samples measured (predicted)</caption>
        <thead>
          <tr>
            <th scope="col">Race</th>
            {keys.map((key) => (
              <th scope="col" key={key}>
                {short[key]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: ROWS }, (_, i) => {
            const race = news?.past[i];
            if (!race) {
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place that a race will have
                <tr key={`row ${i}`}>
                  <td colSpan={1 + keys.length} />
                </tr>
              );
            }
            return (
              <tr key={`race ${race.race}`}>
                <th scope="row">{`${race.race} · ${race.occasion}`}</th>
                {keys.map((key, l) => (
                  <td key={key} class={isFirst(race.measured, l) ? "race-first" : ""}>
                    {l < race.predicted.length ? (
                      <>
                        {samplesText(race.measured[l])} <span class="faint">({samplesText(race.predicted[l])})</span>
                      </>
                    ) : (
                      ""
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function isFirst(measured: readonly (number | undefined)[], lane: number): boolean {
  const own = measured[lane];
  return own !== undefined && measured.slice(0, LANES).every((other) => other === undefined || own <= other);
}

/** How a lane stands, in a word or two. */
export function stateOf(lane: LaneNews | undefined, first: number, over: boolean): string {
  if (!lane) return " ";
  if (lane.failure) return "unstable: learning rate too large";
  if (lane.measured === undefined) return over ? "did not finish" : "on its way";
  return lane.measured === first ? "first" : "finished";
}
