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
import { BIN, EXCITATORY_ROWS, INHIBITORY_ROWS, lastBin, type NetworkFrame, places, ROWS, SAMPLE } from "./frame.js";
import { Raster } from "./raster.js";

/** ms of wall time that a picture covers at the speed that is asked for. */
export const WALL = 5000;

const VOLTAGES = { low: -84, high: -38 } as const;
const [THRESHOLD, RESET] = [-50, -60] as const;

const LEFT = 52;
const RIGHT = 12;

/** What the picture of the network shows: raster, rates and one voltage over the same time. Its memory does not grow. */
export class NetworkPicture {
  readonly #raster = new Raster();
  readonly #kicks = new EventRing(64);
  readonly #excitatory = new SampleRing(1 << 14, BIN);
  readonly #inhibitory = new SampleRing(1 << 14, BIN);
  readonly #voltage = new SampleRing(1 << 17, SAMPLE);
  #extent = { width: 1, height: 1 }; // CSS px, of the last drawing
  #generation = -1;
  #now = 0;
  #highest = 20; // Hz, of the axis
  /** Simulated time per wall time. */
  speed = 1;
  size = { excitatory: 3200, inhibitory: 800 };
  cell = 0;

  /** Takes in what happened in a frame. */
  add(frame: NetworkFrame): void {
    if (frame.generation !== this.#generation) this.#clear();
    if (frame.cell !== this.cell) this.#voltage.clear();
    this.cell = frame.cell;
    this.#generation = frame.generation;
    const { data, time } = frame;
    const start = time - frame.duration;
    for (let i = 0; i < frame.spikes; i++) {
      this.#raster.push(start + data[places.spikeTimes.offset + i]!, data[places.spikeRows.offset + i]!);
    }
    if (!Number.isNaN(frame.kicked)) this.#kicks.push(frame.kicked, 0);
    const bin = lastBin(time);
    this.#excitatory.push(data, places.excitatoryRates.offset, frame.bins, bin);
    this.#inhibitory.push(data, places.inhibitoryRates.offset, frame.bins, bin);
    this.#voltage.push(data, places.voltages.offset, frame.samples, time);
    this.#now = time;
  }

  readonly draw = (context: CanvasRenderingContext2D, width: number, height: number, colours: Colours): void => {
    this.#extent = { width, height };
    const span: Span = { now: this.#now, window: WALL * this.speed };
    const { raster, rates, voltage } = stripsOf(width, height);
    const [blue, orange] = [colours.series[0]!, colours.series[1]!];
    this.#drawHeads(context, { raster, rates, voltage }, colours);
    for (const strip of [raster, rates, voltage]) drawFrame(context, strip, colours.grid);
    for (let age = 0; age < this.#kicks.length; age++) {
      const time = this.#kicks.time(age);
      if (time < span.now - span.window) break;
      drawMoment(context, raster, span, time, voltage.top + voltage.height, colours.faint);
    }
    this.#raster.draw(context, raster, span, colours);
    this.#drawPointer(context, raster, colours);

    this.#highest = axisEnd([this.#excitatory, this.#inhibitory], span.window, 20, this.#highest);
    const limits = { low: 0, high: this.#highest };
    write(context, String(this.#highest), rates.left - 6, rates.top + 5, colours.faint, "right", "middle");
    write(context, "0", rates.left - 6, rates.top + rates.height, colours.faint, "right", "middle");
    drawTrace(context, rates, span, limits, this.#inhibitory, orange, 1.2);
    drawTrace(context, rates, span, limits, this.#excitatory, blue, 1.6);

    drawLevel(context, voltage, VOLTAGES, THRESHOLD, "−50", colours.faint, colours.faint);
    drawLevel(context, voltage, VOLTAGES, RESET, "−60", colours.grid, colours.faint);
    write(context, "−80", voltage.left - 6, yOf(voltage, VOLTAGES, -80), colours.faint, "right", "middle");
    const colour = this.cell < this.size.excitatory ? blue : orange;
    this.#drawSpikes(context, voltage, span, colour);
    drawTrace(context, voltage, span, VOLTAGES, this.#voltage, colour, 1.4);
    drawTimeBar(context, voltage, span, voltage.top + voltage.height + 12, colours.ink);
  };

  /** The cell at a height of the picture, 0 to 1 from the top; undefined outside of the raster. */
  cellAt(y: number): number | undefined {
    const { width, height } = this.#extent;
    const { raster } = stripsOf(width, height);
    const row = Math.floor(((y * height - raster.top) / raster.height) * ROWS);
    if (row < -2 || row > ROWS + 1) return undefined;
    const within = Math.min(ROWS - 1, Math.max(0, row));
    return within < EXCITATORY_ROWS ? within : this.size.excitatory + within - EXCITATORY_ROWS;
  }

  dispose(): void {
    this.#raster.dispose();
  }

  #clear(): void {
    this.#raster.clear();
    for (const ring of [this.#kicks, this.#excitatory, this.#inhibitory, this.#voltage]) ring.clear();
  }

  #drawHeads(context: CanvasRenderingContext2D, strips: ReturnType<typeof stripsOf>, colours: Colours): void {
    const [blue, orange] = [colours.series[0]!, colours.series[1]!];
    const narrow = strips.raster.width < 420;
    const x = strips.raster.left;
    const of = (rows: number, cells: number) => (narrow ? "" : `${rows} of ${cells} `);
    const named = (name: string, at: number, strip: Strip, colour: string) =>
      at + writeNamed(context, name, at, strip.top - 6, colour, colours.ink) + 14;
    let next = named(`${of(EXCITATORY_ROWS, this.size.excitatory)}excitatory`, x, strips.raster, blue);
    named(`${of(INHIBITORY_ROWS, this.size.inhibitory)}inhibitory cells`, next, strips.raster, orange);
    next = x + write(context, "Rate, Hz", x, strips.rates.top - 6, colours.ink) + 14;
    next = named("excitatory", next, strips.rates, blue);
    named("inhibitory", next, strips.rates, orange);
    write(context, `Voltage of cell ${this.cell}, mV`, x, strips.voltage.top - 6, colours.ink);
  }

  /** Where the cell of the voltage is in the raster. */
  #drawPointer(context: CanvasRenderingContext2D, raster: Strip, colours: Colours): void {
    const { excitatory } = this.size;
    const own = this.cell < excitatory ? this.cell : this.cell - excitatory;
    const rows = this.cell < excitatory ? EXCITATORY_ROWS : INHIBITORY_ROWS;
    if (own >= rows) return;
    const row = this.cell < excitatory ? own : EXCITATORY_ROWS + own;
    const y = raster.top + (raster.height * (row + 0.5)) / ROWS;
    context.beginPath();
    context.moveTo(raster.left - 2, y);
    context.lineTo(raster.left - 10, y - 5);
    context.lineTo(raster.left - 10, y + 5);
    context.closePath();
    context.fillStyle = colours.ink;
    context.fill();
    write(context, String(this.cell), raster.left - 13, y, colours.ink, "right", "middle");
  }

  /** Spikes of the voltage: where it is put to the reset, a line above the threshold. */
  #drawSpikes(context: CanvasRenderingContext2D, strip: Strip, span: Span, colour: string): void {
    const ring = this.#voltage;
    const top = yOf(strip, VOLTAGES, VOLTAGES.high);
    const bottom = yOf(strip, VOLTAGES, RESET);
    context.fillStyle = colour;
    for (let age = Math.min(ring.length - 2, Math.ceil(span.window / ring.interval)); age >= 0; age--) {
      if (ring.at(age) !== RESET || ring.at(age + 1) === RESET) continue;
      const x = xOf(strip, span, ring.last - age * ring.interval);
      if (x < strip.left) continue;
      drawSpike(context, x, top, bottom);
    }
  }
}

function stripsOf(width: number, height: number): { raster: Strip; rates: Strip; voltage: Strip } {
  const head = 22;
  const room = height - 3 * head - 20;
  const across = { left: LEFT, width: Math.max(10, width - LEFT - RIGHT) };
  const [rasterHeight, ratesHeight] = [Math.round(0.56 * room), Math.round(0.18 * room)];
  const raster = { ...across, top: head, height: rasterHeight };
  const rates = { ...across, top: raster.top + rasterHeight + head, height: ratesHeight };
  return {
    raster,
    rates,
    voltage: { ...across, top: rates.top + ratesHeight + head, height: room - rasterHeight - ratesHeight },
  };
}
