import type { Colours } from "../../../ui/theme.js";
import { EventRing, SampleRing } from "../shared/ring.js";
import {
  axisEnd,
  drawFrame,
  drawLevel,
  drawMoment,
  drawSpike,
  drawTimeBar,
  drawTrace,
  type Span,
  type Strip,
  write,
  writeNamed,
  xOf,
  yOf,
} from "../shared/strip.js";
import { places, SAMPLE, type SingleFrame } from "./frame.js";
import { MEMBRANE } from "./settings.js";

/** ms of wall time that a picture covers at the speed that is asked for. */
export const WALL = 5000;

const VOLTAGES = { low: -74, high: -40 } as const;
const LEFT = 44;
const RIGHT = 12;
const HEAD = 22;

/** What the picture of the neuron shows: its voltage, and the conductances that drive it. Its memory does not grow. */
export class SinglePicture {
  readonly #voltage = new SampleRing(1 << 16, SAMPLE);
  readonly #excitation = new SampleRing(1 << 16, SAMPLE);
  readonly #inhibition = new SampleRing(1 << 16, SAMPLE);
  readonly #spikes = new EventRing(1 << 12);
  readonly #kicks = new EventRing(64);
  #generation = -1;
  #now = 0;
  #highest = 1; // g_L, of the axis
  /** Simulated time per wall time. */
  speed = 1;

  /** Takes in what happened in a frame. */
  add(frame: SingleFrame): void {
    if (frame.generation !== this.#generation) {
      for (const ring of [this.#voltage, this.#excitation, this.#inhibition, this.#spikes, this.#kicks]) ring.clear();
    }
    this.#generation = frame.generation;
    const { data, time, samples } = frame;
    const start = time - frame.duration;
    const last = SAMPLE * Math.floor(time / SAMPLE + 1e-6);
    this.#voltage.push(data, places.voltages.offset, samples, last);
    this.#excitation.push(data, places.excitation.offset, samples, last);
    this.#inhibition.push(data, places.inhibition.offset, samples, last);
    for (let i = 0; i < frame.spikes; i++) this.#spikes.push(start + data[places.spikes.offset + i]!, 0);
    if (!Number.isNaN(frame.kicked)) this.#kicks.push(frame.kicked, 0);
    this.#now = time;
  }

  readonly draw = (context: CanvasRenderingContext2D, width: number, height: number, colours: Colours): void => {
    const span: Span = { now: this.#now, window: WALL * this.speed };
    const { voltage, conductance } = stripsOf(width, height);
    const [blue, orange, green] = [colours.series[0]!, colours.series[1]!, colours.series[2]!];
    write(context, "Voltage, mV", voltage.left, voltage.top - 6, colours.ink);
    const y = conductance.top - 6;
    const next = conductance.left + write(context, "Conductance, g_L", conductance.left, y, colours.ink) + 14;
    const last = next + writeNamed(context, "excitatory", next, y, blue, colours.ink) + 14;
    writeNamed(context, "inhibitory", last, y, orange, colours.ink);
    for (const strip of [voltage, conductance]) drawFrame(context, strip, colours.grid);
    for (let age = 0; age < this.#kicks.length; age++) {
      const time = this.#kicks.time(age);
      if (time < span.now - span.window) break;
      drawMoment(context, voltage, span, time, conductance.top + conductance.height, colours.faint);
    }

    drawLevel(context, voltage, VOLTAGES, MEMBRANE.threshold, "−50", colours.faint, colours.faint);
    drawLevel(context, voltage, VOLTAGES, MEMBRANE.reset, "−60", colours.grid, colours.faint);
    drawLevel(context, voltage, VOLTAGES, MEMBRANE.leakReversal, "", colours.grid, colours.faint);
    write(context, "−70", voltage.left - 6, yOf(voltage, VOLTAGES, -70), colours.faint, "right", "middle");
    write(context, "threshold", voltage.left + 4, yOf(voltage, VOLTAGES, MEMBRANE.threshold) - 4, colours.faint);
    this.#drawSpikes(context, voltage, span, green);
    drawTrace(context, voltage, span, VOLTAGES, this.#voltage, green, 1.5);

    this.#highest = axisEnd([this.#excitation, this.#inhibition], span.window, 0.1, this.#highest);
    const limits = { low: 0, high: this.#highest };
    write(context, String(this.#highest), conductance.left - 6, conductance.top + 5, colours.faint, "right", "middle");
    write(context, "0", conductance.left - 6, conductance.top + conductance.height, colours.faint, "right", "middle");
    drawTrace(context, conductance, span, limits, this.#inhibition, orange, 1.2);
    drawTrace(context, conductance, span, limits, this.#excitation, blue, 1.2);
    drawTimeBar(context, conductance, span, conductance.top + conductance.height + 12, colours.ink);
  };

  #drawSpikes(context: CanvasRenderingContext2D, strip: Strip, span: Span, colour: string): void {
    const [top, bottom] = [yOf(strip, VOLTAGES, VOLTAGES.high), yOf(strip, VOLTAGES, MEMBRANE.reset)];
    context.fillStyle = colour;
    for (let age = 0; age < this.#spikes.length; age++) {
      const x = xOf(strip, span, this.#spikes.time(age));
      if (x < strip.left) break;
      drawSpike(context, x, top, bottom);
    }
  }
}

function stripsOf(width: number, height: number): { voltage: Strip; conductance: Strip } {
  const room = height - 2 * HEAD - 20;
  const across = { left: LEFT, width: Math.max(10, width - LEFT - RIGHT) };
  const tall = Math.round(0.64 * room);
  const voltage = { ...across, top: HEAD, height: tall };
  return { voltage, conductance: { ...across, top: voltage.top + tall + HEAD, height: room - tall } };
}
