/** Times the phases of a job, one after the other, in ms. */
export class Laps {
  readonly timing: Record<string, number>;
  #since = performance.now();

  /** @param timing Where the times are written; other ones in it are kept. */
  constructor(timing: Record<string, number> = {}) {
    this.timing = timing;
  }

  /** Ends a phase; the next one begins. */
  end(phase: string): void {
    const now = performance.now();
    this.timing[phase] = now - this.#since;
    this.#since = now;
  }

  /** Begins a phase anew: what was since the last one is timed elsewhere. */
  restart(): void {
    this.#since = performance.now();
  }
}
