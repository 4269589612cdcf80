/** Made data for the benchmarks: flow-like rows, standardised anomalies, dense clusters. Seeded: the same on every run of one machine. */

const SHARES = [0.63, 0.18, 0.1, 0.06, 0.03];
const CLASSES = SHARES.length;
const SUB_APPLICATIONS = 3;

/** A generator (sfc32, C. Doty-Humphrey) with normal draws; quality of a test, speed for twenty million of them. */
export function random(seed) {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let counter = 1;
  let spare = NaN;
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  const normal = () => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = NaN;
      return kept;
    }
    let u;
    let v;
    let s;
    do {
      u = 2 * next() - 1;
      v = 2 * next() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt((-2 * Math.log(s)) / s);
    spare = v * factor;
    return u * factor;
  };
  for (let i = 0; i < 16; i++) next();
  return { next, normal };
}

/**
 * Flow-like rows of 5 classes (63, 18, 10, 6, 3 %) with 3 sub-applications each. Columns are in turn log-normal bytes, log-normal
 * durations, whole packets, flags of 25 levels and ratios; two fifths of the cells in a third of the columns are noise; 3 % of the labels
 * are wrong.
 * @param {{ rows: number, columns: number, seed: number, scaled?: boolean }} options `scaled`: logarithms of the first two kinds, then
 *   every column to mean 0 and deviation 1, for what measures distances
 */
export function makeFlows({ rows, columns, seed, scaled = false }) {
  const shape = random(seed);
  const centers = Float64Array.from(
    { length: CLASSES * SUB_APPLICATIONS * columns },
    () => 1.1 * shape.normal(),
  );
  const draw = random(seed + 7919);
  const X = new Float64Array(rows * columns);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let rest = draw.next();
    let code = 0;
    while (code < CLASSES - 1 && rest >= SHARES[code]) rest -= SHARES[code++];
    const sub = Math.floor(draw.next() * SUB_APPLICATIONS);
    const center = (code * SUB_APPLICATIONS + sub) * columns;
    for (let column = 0; column < columns; column++) {
      const isNoise = column % 3 === 2 && draw.next() < 0.4;
      const z = isNoise ? 1.5 * draw.normal() : centers[center + column] + 0.9 * draw.normal();
      X[row * columns + column] = asKind(z, column % 5, scaled);
    }
    y[row] = draw.next() < 0.03 ? Math.floor(draw.next() * CLASSES) : code;
  }
  if (scaled) standardise(X, rows, columns);
  return { X, y };
}

function asKind(z, kind, scaled) {
  if (kind === 0) return scaled ? z : Math.exp(6 + 1.5 * z);
  if (kind === 1) return scaled ? z : Math.exp(z - 1);
  if (kind === 2) return Math.floor(Math.exp(1.5 + 0.8 * z));
  if (kind === 3) return Math.min(24, Math.max(0, Math.floor(12.5 + 5 * z)));
  return 1 / (1 + Math.exp(-z));
}

/** Standardised rows around 4 centres, 2 % of them anomalous (y = 1). */
export function makeAnomalies({ rows, columns, seed }) {
  const shape = random(seed);
  const centers = Float64Array.from({ length: 4 * columns }, () => 2 * shape.normal());
  const draw = random(seed + 7919);
  const X = new Float64Array(rows * columns);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    y[row] = draw.next() < 0.02 ? 1 : 0;
    const center = Math.floor(draw.next() * 4) * columns;
    for (let column = 0; column < columns; column++)
      X[row * columns + column] =
        y[row] === 1 ? 2.2 * draw.normal() : centers[center + column] + draw.normal();
  }
  standardise(X, rows, columns);
  return { X, y };
}

/** Clusters of different size and density over a thin background, for DBSCAN; y = which cluster, -1 for the background. */
export function makeClusters({ rows, columns, seed, clusters = 12 }) {
  const shape = random(seed);
  const centers = Float64Array.from({ length: clusters * columns }, () => 4 * shape.normal());
  const widths = Float64Array.from({ length: clusters }, () => 0.3 + 0.7 * shape.next());
  const draw = random(seed + 7919);
  const X = new Float64Array(rows * columns);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    y[row] = draw.next() < 0.05 ? -1 : Math.floor(clusters * draw.next() * draw.next());
    for (let column = 0; column < columns; column++)
      X[row * columns + column] =
        y[row] === -1
          ? 20 * (draw.next() - 0.5)
          : centers[y[row] * columns + column] + widths[y[row]] * draw.normal();
  }
  return { X, y };
}

function standardise(X, rows, columns) {
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += X[row * columns + column];
    const mean = sum / rows;
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (X[row * columns + column] - mean) ** 2;
    const deviation = Math.sqrt(squares / rows) || 1;
    for (let row = 0; row < rows; row++)
      X[row * columns + column] = (X[row * columns + column] - mean) / deviation;
  }
}
