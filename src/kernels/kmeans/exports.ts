import type { KernelExports } from "../wasm/instance.ts";

/** The kernel's functions take addresses and numbers only. */
export interface KMeansExports extends KernelExports {
  relax(
    x: number,
    weights: number,
    from: number,
    to: number,
    bytes: number,
    center: number,
    first: boolean,
    closest: number,
    blocks: number,
  ): void;
  tryCenters(
    x: number,
    weights: number,
    from: number,
    to: number,
    bytes: number,
    candidates: number,
    count: number,
    closest: number,
    distances: number,
    sums: number,
    potentials: number,
  ): void;
  assignAll(
    x: number,
    weights: number,
    from: number,
    to: number,
    bytes: number,
    centers: number,
    k: number,
    labels: number,
    upper: number,
    lower: number,
    sums: number,
    rests: number,
    counts: number,
    distances: number,
  ): void;
  listDoubtful(
    from: number,
    to: number,
    labels: number,
    upper: number,
    lower: number,
    half: number,
    shift: number,
    most: number,
    next: number,
    mover: number,
    list: number,
  ): number;
  assignListed(
    x: number,
    weights: number,
    list: number,
    count: number,
    packed: boolean,
    bytes: number,
    centers: number,
    k: number,
    labels: number,
    upper: number,
    lower: number,
    sums: number,
    rests: number,
    counts: number,
    distances: number,
    half: number,
  ): number;
  labelAgain(
    x: number,
    weights: number,
    from: number,
    to: number,
    bytes: number,
    centers: number,
    k: number,
    labels: number,
    distances: number,
    blocks: number,
    lower: number,
    half: number,
    most: number,
    next: number,
    mover: number,
  ): void;
  label(
    x: number,
    weights: number,
    from: number,
    to: number,
    bytes: number,
    centers: number,
    k: number,
    labels: number,
    distances: number,
    blocks: number,
  ): void;
  ownDistances(
    x: number,
    from: number,
    to: number,
    bytes: number,
    centers: number,
    labels: number,
    out: number,
  ): void;
  distancesToCenters(
    x: number,
    from: number,
    to: number,
    bytes: number,
    centers: number,
    k: number,
    out: number,
  ): void;
  halfGaps(centers: number, k: number, bytes: number, half: number): void;
}
