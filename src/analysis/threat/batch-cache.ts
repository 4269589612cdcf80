import { runSteps } from "../core/mod.ts";
import type { Job } from "../core/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { packetScale } from "./asymmetry.ts";
import type { PacketScale } from "./asymmetry.ts";
import type { BatchNumbers } from "./fields.ts";
import { batchNumbers } from "./rule-evidence.ts";

/** What a whole table says of each of its flows. */
export interface Batch {
  readonly numbers: BatchNumbers;
  readonly packets: PacketScale | null;
}

/** Batches of tables, kept for as long as their tables: a replay asks for the same one page after page. */
export class BatchCache {
  readonly #known = new WeakMap<FlowTable, Batch>();

  async of(table: FlowTable, job: Job): Promise<Batch> {
    const known = this.#known.get(table);
    if (known) return known;
    const numbers = await runSteps(job, batchNumbers(table));
    const batch = { numbers, packets: packetScale(table) };
    this.#known.set(table, batch);
    return batch;
  }
}
