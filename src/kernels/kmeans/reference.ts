import { BLOCK, MOST_PROBES, SLACK, strideOf } from "./space.ts";
import type { KMeansSpace, Moves } from "./space.ts";

/** K-means in plain TypeScript: the same operations in the same order as src/kernels/assembly/kmeans.ts, hence the same bits. */
export class ReferenceSpace implements KMeansSpace {
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
  readonly #distances: Float64Array;

  constructor(rows: number, columns: number, clusters: number, weighted: boolean) {
    const stride = strideOf(columns);
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
    this.clusters = clusters;
    this.x = new Float64Array(rows * stride);
    this.weights = new Float64Array(weighted ? rows : 0);
    this.centers = new Float64Array(clusters * stride);
    this.sums = new Float64Array(clusters * stride);
    this.rests = new Float64Array(clusters * stride);
    this.counts = new Float64Array(clusters);
    this.half = new Float64Array(clusters);
    this.shift = new Float64Array(clusters);
    this.labels = new Int32Array(rows);
    this.closest = new Float64Array(rows);
    this.lower = new Float64Array(rows);
    this.blocks = new Float64Array(Math.ceil(rows / BLOCK));
    this.probes = new Float64Array(MOST_PROBES * stride);
    this.potentials = new Float64Array(MOST_PROBES);
    this.#distances = new Float64Array(Math.max(clusters, MOST_PROBES));
  }

  copyRow(row: number, to: Float64Array, at: number): void {
    const { x, stride } = this;
    for (let column = 0; column < stride; column++) to[at + column] = x[row * stride + column]!;
  }

  relax(from: number, to: number, first: boolean): void {
    const { x, stride, closest, probes, blocks } = this;
    for (let start = from; start < to; start += BLOCK) {
      let sum = 0;
      for (let row = start; row < Math.min(to, start + BLOCK); row++) {
        let d = squared(x, row * stride, probes, 0, stride);
        if (!first && closest[row]! < d) d = closest[row]!;
        closest[row] = d;
        sum += d * this.#weight(row);
      }
      blocks[start / BLOCK] = sum;
    }
  }

  tryProbes(from: number, to: number, count: number): void {
    const { x, stride, closest, probes, potentials } = this;
    const sums = new Float64Array(count);
    for (let start = from; start < to; start += BLOCK) {
      sums.fill(0);
      for (let row = start; row < Math.min(to, start + BLOCK); row++) {
        const before = closest[row]!;
        const weight = this.#weight(row);
        for (let probe = 0; probe < count; probe++) {
          const d = squared(x, row * stride, probes, probe * stride, stride);
          sums[probe] = sums[probe]! + (before < d ? before : d) * weight;
        }
      }
      for (let probe = 0; probe < count; probe++) potentials[probe] = potentials[probe]! + sums[probe]!;
    }
  }

  assignAll(from: number, to: number): void {
    const { labels, closest, lower, counts } = this;
    for (let row = from; row < to; row++) {
      const label = this.#nearest(row);
      labels[row] = label;
      closest[row] = Math.sqrt(this.#smallest);
      lower[row] = Math.sqrt(this.#second);
      const weight = this.#weight(row);
      this.#addRow(label, row, weight);
      counts[label] = counts[label]! + weight;
    }
  }

  assignAgain(from: number, to: number, { most, next, mover }: Moves): number {
    const { x, stride, labels, closest, lower, counts, centers, half, shift } = this;
    let changed = 0;
    for (let row = from; row < to; row++) {
      const label = labels[row]!;
      let u = closest[row]! + shift[label]!;
      const l = lower[row]! - (label === mover ? next : most);
      closest[row] = u;
      lower[row] = l;
      const h = half[label]!;
      const bound = l > h ? l : h;
      if (u * SLACK < bound) continue;
      u = Math.sqrt(squared(x, row * stride, centers, label * stride, stride));
      closest[row] = u;
      if (u * SLACK < bound) continue;
      const found = this.#nearest(row);
      closest[row] = Math.sqrt(this.#smallest);
      lower[row] = Math.sqrt(this.#second);
      if (found === label) continue;
      changed += 1;
      labels[row] = found;
      const weight = this.#weight(row);
      this.#addRow(label, row, -weight);
      this.#addRow(found, row, weight);
      counts[label] = counts[label]! - weight;
      counts[found] = counts[found]! + weight;
    }
    return changed;
  }

  label(from: number, to: number): void {
    for (let start = from; start < to; start += BLOCK) {
      let sum = 0;
      for (let row = start; row < Math.min(to, start + BLOCK); row++) {
        this.labels[row] = this.#nearest(row);
        sum += this.#smallest * this.#weight(row);
      }
      this.blocks[start / BLOCK] = sum;
    }
  }

  labelAgain(from: number, to: number, { most, next, mover }: Moves): void {
    const { x, stride, labels, lower, centers, half, blocks } = this;
    for (let start = from; start < to; start += BLOCK) {
      let sum = 0;
      for (let row = start; row < Math.min(to, start + BLOCK); row++) {
        const label = labels[row]!;
        const l = lower[row]! - (label === mover ? next : most);
        const h = half[label]!;
        this.#smallest = squared(x, row * stride, centers, label * stride, stride);
        if (!(Math.sqrt(this.#smallest) * SLACK < (l > h ? l : h))) labels[row] = this.#nearest(row);
        sum += this.#smallest * this.#weight(row);
      }
      blocks[start / BLOCK] = sum;
    }
  }

  ownDistances(from: number, to: number): void {
    const { x, stride, labels, centers, closest } = this;
    for (let row = from; row < to; row++) {
      closest[row] = squared(x, row * stride, centers, labels[row]! * stride, stride);
    }
  }

  distancesToCenters(from: number, to: number, out: Float64Array): void {
    const { x, stride, centers, clusters } = this;
    let at = 0;
    for (let row = from; row < to; row++) {
      for (let cluster = 0; cluster < clusters; cluster++) {
        out[at++] = Math.sqrt(squared(x, row * stride, centers, cluster * stride, stride));
      }
    }
  }

  halfGaps(): void {
    const { centers, clusters, stride, half } = this;
    for (let a = 0; a < clusters; a++) {
      let low = Infinity;
      for (let b = 0; b < clusters; b++) {
        if (a === b) continue;
        const d = squared(centers, a * stride, centers, b * stride, stride);
        if (d < low) low = d;
      }
      half[a] = 0.5 * Math.sqrt(low);
    }
  }

  /** Nothing to give back: the garbage collector knows of plain arrays. */
  close(): void {}

  /** Squared distances that the last `#nearest` found: to the nearest center and to the next one. */
  #smallest = 0;
  #second = 0;

  #nearest(row: number): number {
    const { x, stride, centers, clusters } = this;
    const distances = this.#distances;
    for (let cluster = 0; cluster < clusters; cluster++) {
      distances[cluster] = squared(x, row * stride, centers, cluster * stride, stride);
    }
    let best = 0;
    let low = distances[0]!;
    let next = Infinity;
    for (let cluster = 1; cluster < clusters; cluster++) {
      const d = distances[cluster]!;
      if (d < low) {
        next = low;
        low = d;
        best = cluster;
      } else if (d < next) {
        next = d;
      }
    }
    this.#smallest = low;
    this.#second = next;
    return best;
  }

  /** D. Knuth, "The Art of Computer Programming", vol. 2, 4.2.2, theorem B: the sum and exactly what rounding took from it. */
  #addRow(cluster: number, row: number, weight: number): void {
    const { x, stride, sums, rests } = this;
    for (let column = 0; column < stride; column++) {
      const at = cluster * stride + column;
      const v = x[row * stride + column]! * weight;
      const s = sums[at]!;
      const t = s + v;
      const part = t - s;
      sums[at] = t;
      rests[at] = rests[at]! + (s - (t - part) + (v - part));
    }
  }

  #weight(row: number): number {
    return this.weights.length === 0 ? 1 : this.weights[row]!;
  }
}

/** Even and odd columns are summed apart, as the two lanes of the kernel do. */
function squared(x: Float64Array, at: number, centers: Float64Array, from: number, stride: number): number {
  let even = 0;
  let odd = 0;
  for (let column = 0; column < stride; column += 2) {
    const a = x[at + column]! - centers[from + column]!;
    const b = x[at + column + 1]! - centers[from + column + 1]!;
    even += a * a;
    odd += b * b;
  }
  return even + odd;
}
