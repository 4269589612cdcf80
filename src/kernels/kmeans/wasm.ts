import { WASM } from "../wasm/bytes/kmeans.ts";
import { openKernel } from "../wasm/instance.ts";
import type { KernelArena } from "../wasm/instance.ts";
import type { KMeansExports } from "./exports.ts";
import { BLOCK, MOST_PROBES, putRows, strideOf } from "./space.ts";
import type { KMeansSpace, Moves } from "./space.ts";

type Source = Float64Array | Float32Array;

/**
 * K-means in the WebAssembly kernel. Holds its memory until `close`.
 *
 * With a source, rows stay there, and each pass copies block after block into the processor's cache: a large table is never in memory
 * twice, and the copy costs less than the memory's growth would.
 */
export class WasmSpace implements KMeansSpace {
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly clusters: number;
  readonly x: Float64Array;
  readonly weights: Float64Array;
  readonly centers: Float64Array;
  readonly sums: Float64Array;
  readonly rests: Float64Array;
  readonly counts: Float64Array;
  readonly half: Float64Array;
  readonly shift: Float64Array;
  readonly labels: Int32Array;
  readonly closest: Float64Array;
  readonly lower: Float64Array;
  readonly blocks: Float64Array;
  readonly probes: Float64Array;
  readonly potentials: Float64Array;
  readonly #arena: KernelArena<KMeansExports>;
  readonly #bytes: number;
  readonly #weights: number;
  readonly #scratch: number;
  readonly #probeSums: number;
  readonly #list: number;
  readonly #source: Source | undefined;

  constructor(rows: number, columns: number, clusters: number, weighted: boolean, source?: Source) {
    const stride = strideOf(columns);
    const arena = openKernel<KMeansExports>(WASM);
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
    this.clusters = clusters;
    this.#arena = arena;
    this.#bytes = stride * 8;
    this.#source = source;
    const lengths = {
      x: (source ? Math.min(rows, BLOCK) : rows) * stride,
      weights: weighted ? rows : 0,
      centers: clusters * stride,
      sums: clusters * stride,
      rests: clusters * stride,
      counts: clusters,
      half: clusters,
      shift: clusters,
      closest: rows,
      lower: rows,
      blocks: Math.ceil(rows / BLOCK),
      probes: MOST_PROBES * stride,
      potentials: MOST_PROBES,
      probeSums: MOST_PROBES,
      scratch: Math.max(clusters, MOST_PROBES),
    };
    // Views are taken after the last piece is handed out, since memory that grows leaves earlier ones behind.
    const at: Record<string, number> = {};
    let labels: number;
    let list: number;
    try {
      for (const [name, length] of Object.entries(lengths)) at[name] = arena.allocate(length * 8);
      labels = arena.allocate(rows * 4);
      list = arena.allocate(BLOCK * 4);
    } catch (error) {
      arena.close();
      throw error;
    }
    const view = (name: keyof typeof lengths): Float64Array => arena.f64(at[name]!, lengths[name]);
    this.x = view("x");
    this.weights = view("weights");
    this.centers = view("centers");
    this.sums = view("sums");
    this.rests = view("rests");
    this.counts = view("counts");
    this.half = view("half");
    this.shift = view("shift");
    this.closest = view("closest");
    this.lower = view("lower");
    this.blocks = view("blocks");
    this.probes = view("probes");
    this.potentials = view("potentials");
    this.labels = arena.i32(labels, rows);
    this.#list = list;
    this.#weights = weighted ? at["weights"]! : 0;
    this.#scratch = at["scratch"]!;
    this.#probeSums = at["probeSums"]!;
    // An instance that was used before brings its old numbers along.
    for (const padded of [this.centers, this.probes, this.half, this.shift]) padded.fill(0);
  }

  copyRow(row: number, to: Float64Array, at: number): void {
    const { columns, stride } = this;
    const from = this.#source ?? this.x;
    let next = row * (this.#source ? columns : stride);
    for (let column = 0; column < columns; column++) to[at + column] = from[next++]!;
    if (stride > columns) to[at + columns] = 0;
  }

  relax(from: number, to: number, first: boolean): void {
    const { exports } = this.#arena;
    this.#pass(from, to, (x, start, end) =>
      exports.relax(
        x,
        this.#weights,
        start,
        end,
        this.#bytes,
        this.probes.byteOffset,
        first,
        this.closest.byteOffset,
        this.blocks.byteOffset,
      ),
    );
  }

  tryProbes(from: number, to: number, count: number): void {
    const { exports } = this.#arena;
    this.#pass(from, to, (x, start, end) =>
      exports.tryCenters(
        x,
        this.#weights,
        start,
        end,
        this.#bytes,
        this.probes.byteOffset,
        count,
        this.closest.byteOffset,
        this.#scratch,
        this.#probeSums,
        this.potentials.byteOffset,
      ),
    );
  }

  assignAll(from: number, to: number): void {
    const { exports } = this.#arena;
    this.#pass(from, to, (x, start, end) =>
      exports.assignAll(
        x,
        this.#weights,
        start,
        end,
        this.#bytes,
        this.centers.byteOffset,
        this.clusters,
        this.labels.byteOffset,
        this.closest.byteOffset,
        this.lower.byteOffset,
        this.sums.byteOffset,
        this.rests.byteOffset,
        this.counts.byteOffset,
        this.#scratch,
      ),
    );
  }

  assignAgain(from: number, to: number, { most, next, mover }: Moves): number {
    const { exports } = this.#arena;
    let changed = 0;
    for (let start = from; start < to; start += BLOCK) {
      const count = exports.listDoubtful(
        start,
        Math.min(to, start + BLOCK),
        this.labels.byteOffset,
        this.closest.byteOffset,
        this.lower.byteOffset,
        this.half.byteOffset,
        this.shift.byteOffset,
        most,
        next,
        mover,
        this.#list,
      );
      if (count === 0) continue;
      if (this.#source) this.#pack(count);
      changed += exports.assignListed(
        this.x.byteOffset,
        this.#weights,
        this.#list,
        count,
        this.#source !== undefined,
        this.#bytes,
        this.centers.byteOffset,
        this.clusters,
        this.labels.byteOffset,
        this.closest.byteOffset,
        this.lower.byteOffset,
        this.sums.byteOffset,
        this.rests.byteOffset,
        this.counts.byteOffset,
        this.#scratch,
        this.half.byteOffset,
      );
    }
    return changed;
  }

  label(from: number, to: number): void {
    const { exports } = this.#arena;
    this.#pass(from, to, (x, start, end) =>
      exports.label(
        x,
        this.#weights,
        start,
        end,
        this.#bytes,
        this.centers.byteOffset,
        this.clusters,
        this.labels.byteOffset,
        this.#scratch,
        this.blocks.byteOffset,
      ),
    );
  }

  labelAgain(from: number, to: number, { most, next, mover }: Moves): void {
    const { exports } = this.#arena;
    this.#pass(from, to, (x, start, end) =>
      exports.labelAgain(
        x,
        this.#weights,
        start,
        end,
        this.#bytes,
        this.centers.byteOffset,
        this.clusters,
        this.labels.byteOffset,
        this.#scratch,
        this.blocks.byteOffset,
        this.lower.byteOffset,
        this.half.byteOffset,
        most,
        next,
        mover,
      ),
    );
  }

  ownDistances(from: number, to: number): void {
    const { exports } = this.#arena;
    this.#pass(from, to, (x, start, end) =>
      exports.ownDistances(
        x,
        start,
        end,
        this.#bytes,
        this.centers.byteOffset,
        this.labels.byteOffset,
        this.closest.byteOffset,
      ),
    );
  }

  /** Row by row through scratch, so that the caller's array need not lie in the kernel's memory. */
  distancesToCenters(from: number, to: number, out: Float64Array): void {
    const { clusters } = this;
    const { exports } = this.#arena;
    const result = this.#arena.f64(this.#scratch, clusters);
    this.#pass(from, to, (x, start, end) => {
      for (let row = start; row < end; row++) {
        exports.distancesToCenters(
          x + row * this.#bytes,
          0,
          1,
          this.#bytes,
          this.centers.byteOffset,
          clusters,
          this.#scratch,
        );
        out.set(result, (row - from) * clusters);
      }
    });
  }

  /** Calls a pass over rows that lie in memory; `x` is where row 0 is, or would be: addresses wrap around. */
  #pass(from: number, to: number, body: (x: number, start: number, end: number) => void): void {
    const address = this.x.byteOffset;
    if (!this.#source) {
      body(address, from, to);
      return;
    }
    const { columns } = this;
    for (let start = from; start < to; start += BLOCK) {
      const end = Math.min(to, start + BLOCK);
      putRows(this, 0, this.#source.subarray(start * columns, end * columns));
      body(address - start * this.#bytes, start, end);
    }
  }

  /** Copies the rows of the list in, one after the other. */
  #pack(count: number): void {
    const { x, stride } = this;
    const list = this.#arena.i32(this.#list, count);
    for (let place = 0; place < count; place++) this.copyRow(list[place]!, x, place * stride);
  }

  halfGaps(): void {
    this.#arena.exports.halfGaps(this.centers.byteOffset, this.clusters, this.#bytes, this.half.byteOffset);
  }

  close(): void {
    this.#arena.close();
  }
}
