import type { Prng } from "../../kernels/mod.ts";
import type { Ends, Exchange } from "./exchange.ts";
import type { FlowRows } from "./flow-rows.ts";
import type { Network } from "./network.ts";
import type { PlannedScenario } from "./plan.ts";

/** Campaigns that a scenario has at least, unless it is very small. */
const CAMPAIGNS = 5;

/** Where the flows of one scenario are made: its random numbers, its network, its part of the table, its hours. */
export class Generator {
  readonly random: Prng;
  readonly network: Network;
  readonly intensity: number;
  /** UTC epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly #rows: FlowRows;
  readonly #scenario: PlannedScenario;
  #left: number;

  constructor(
    scenario: PlannedScenario,
    random: Prng,
    network: Network,
    rows: FlowRows,
    start: number,
    end: number,
  ) {
    this.random = random;
    this.network = network;
    this.intensity = scenario.intensity;
    this.start = start;
    this.end = end;
    this.#rows = rows;
    this.#scenario = scenario;
    this.#left = scenario.flows;
  }

  /** Flows still to be made. */
  get left(): number {
    return this.#left;
  }

  get isFull(): boolean {
    return this.#left === 0;
  }

  /** A time of the capture, each as likely as any other. */
  anyTime(): number {
    return this.start + this.random.next() * (this.end - this.start);
  }

  /**
   * The times of a campaign of `count` flows at a mean rate, somewhere in the capture; pressed together where it is too short.
   *
   * @param rate Flows per second.
   * @returns UTC epoch ms, ascending, all within the capture.
   */
  campaign(count: number, rate: number): Float64Array {
    const length = this.end - this.start;
    const span = Math.min((1000 * count) / rate, 0.9 * length);
    const from = this.start + this.random.next() * (length - span);
    const times = new Float64Array(count);
    // A sum of draws that may each be 0, and a divisor.
    let sum = Number.MIN_VALUE;
    for (let i = 0; i < count; i++) {
      times[i] = sum;
      sum += this.random.exponential();
    }
    for (let i = 0; i < count; i++) times[i] = from + (times[i]! / sum) * span;
    return times;
  }

  /** A size from `min` to `max` for the next campaign, but small enough that a scenario has several; no more than is left. */
  campaignSize(min: number, max: number): number {
    const most = Math.max(min, Math.min(max, Math.ceil(this.#scenario.flows / CAMPAIGNS)));
    return Math.min(this.#left, min + this.random.int(most - min + 1));
  }

  /**
   * Adds a flow, unless the scenario has all it should or the flow begins after the capture.
   *
   * @param time UTC epoch ms.
   * @param detail What it is, finer than the scenario's kind.
   */
  emit(time: number, ends: Ends, exchange: Exchange, detail: string): void {
    if (this.#left === 0 || time >= this.end) return;
    this.#left--;
    this.#rows.add(time, ends, exchange, detail, this.#scenario.kind);
  }
}
