import { type Ellipse, placeInRing, ring } from "./contexts.js";

export interface RingOptions {
  readonly ellipse: Ellipse;
  onEllipse(ellipse: Ellipse): void;
}

/** The contexts around the input, each as its ellipse; one is chosen by a click or the arrow keys. */
export function ContextRing({ ellipse, onEllipse }: RingOptions) {
  const chosen = placeInRing(ellipse);
  return (
    <fieldset class="race-ring">
      <legend class="visually-hidden">Context of the input</legend>
      {ring.map((context, i) => (
        <label key={context.angle} class="race-context" style={placeOf(i)}>
          <input
            type="radio"
            name="race-context"
            class="visually-hidden"
            checked={i === chosen}
            aria-label={`Context ${i + 1}: variances ${context.largest} and ${context.smallest}, at ${context.angle} degrees`}
            onChange={() => onEllipse(context)}
          />
          <svg viewBox="-8.5 -8.5 17 17" aria-hidden="true">
            <ellipse
              rx={2 * Math.sqrt(context.largest)}
              ry={2 * Math.sqrt(context.smallest)}
              transform={`rotate(${-context.angle})`}
            />
          </svg>
        </label>
      ))}
    </fieldset>
  );
}

/** Clockwise from the top. */
function placeOf(i: number): Record<string, string> {
  const angle = (2 * Math.PI * i) / ring.length;
  return { left: `${50 + 42.5 * Math.sin(angle)}%`, top: `${50 - 42.5 * Math.cos(angle)}%` };
}
