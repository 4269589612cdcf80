/** The memory in which a tree is grown, laid out as src/kernels/assembly/forest/grower.ts reads it. */
import type { KernelArena } from "../wasm/instance.ts";
import type { ForestExports } from "./exports.ts";
import type { ForestPlan } from "./types.ts";

/** The 32-bit words of a Grower, in its order. */
const FIELDS = [
  ...["rows", "columns", "classes", "maxFeatures", "maxDepth", "minSplit", "minLeaf", "bootstrap"],
  ...["entropy", "weighted", "vectors", "localRows"],
  ...["bins", "middles", "rowClasses", "factors", "limits", "random", "times", "entries", "spare", "local"],
  ...["localSpare", "localIds", "localBins", "localReady", "order", "constants", "isConstant", "histogram"],
  ...[
    "held",
    "vectorOf",
    "fewVectorOf",
    "numbers",
    "names",
    "totals",
    "left",
    "packedTotals",
    "packedLeft",
    "present",
    "sorted",
  ],
  ...["importances", "nodes", "leafOffsets", "leafClasses", "leafValues", "stack"],
  ...["nodeCount", "mixedCount", "leafEntries"],
] as const;

/** Nodes of at most this many rows are copied together, so that what they read stays in the cache. */
const LOCAL_ROWS = 8192;
/** Bytes that such a copy may take. */
const LOCAL_BYTES = 4 << 20;
/** More classes than this do not get vectors of counters. */
const MOST_PACKED_CLASSES = 30;
/** Nodes of at most so many classes get one vector, whatever the number of all classes. */
const FEW_CLASSES = 6;
/** Up to here large nodes count by bin and class. */
const ORDERED_CLASSES = 64;
/** Nodes that wait at a time: the smaller child goes first, so at most one for each halving. */
const MOST_WAITING = 64;

/** Where things lie. */
export interface GrowerMemory {
  readonly grower: number;
  at(field: (typeof FIELDS)[number]): number;
}

/** Puts a plan into a kernel and makes room for one tree. */
export function layOut(arena: KernelArena<ForestExports>, plan: ForestPlan): GrowerMemory {
  const { rows, columns, classes } = plan;
  const isWeighted = plan.balanceTrees || plan.factors.some((factor) => factor !== 1);
  const vectors =
    isWeighted || plan.entropy || classes > MOST_PACKED_CLASSES ? 0 : Math.ceil((classes + 2) / 8);
  const localRows = Math.min(rows, LOCAL_ROWS, Math.max(64, Math.floor(LOCAL_BYTES / columns)));
  const histogram = Math.max(
    8192 * Math.max(1, vectors),
    1024 + (classes <= ORDERED_CLASSES ? 1024 * classes : 0),
  );
  const words: Record<string, number> = {
    ...{ rows, columns, classes, maxFeatures: plan.maxFeatures, maxDepth: plan.maxDepth },
    ...{ minSplit: plan.minSplit, minLeaf: plan.minLeaf, bootstrap: Number(plan.bootstrap) },
    ...{ entropy: Number(plan.entropy), weighted: Number(isWeighted), vectors, localRows },
    bins: arena.putU8(plan.bins),
    middles: arena.putF64(plan.middles),
    rowClasses: arena.putU16(plan.rowClasses),
    factors: arena.putF64(plan.factors),
    limits: arena.putU32(drawLimits(columns)),
    random: arena.allocate(16),
    times: arena.allocate(rows),
    entries: arena.allocate(rows * 8),
    spare: arena.allocate(rows * 8),
    local: arena.allocate(localRows * 4),
    localSpare: arena.allocate(localRows * 4),
    localIds: arena.allocate(localRows * 4),
    localBins: arena.allocate(localRows * columns),
    localReady: arena.allocate(columns),
    order: arena.allocate(columns * 2),
    constants: arena.allocate(columns * 2),
    isConstant: arena.allocate(columns),
    histogram: zeros(arena, histogram),
    held: zeros(arena, 256),
    vectorOf: arena.allocate(classes * 256 * 16 * vectors),
    fewVectorOf: arena.allocate(FEW_CLASSES * 256 * 16),
    numbers: arena.allocate(Math.min(classes, 256)),
    names: arena.allocate(FEW_CLASSES * 2),
    totals: zeros(arena, classes * 4),
    left: zeros(arena, classes * 4),
    packedTotals: arena.allocate(16 * Math.max(1, vectors)),
    packedLeft: arena.allocate(16 * Math.max(1, vectors)),
    present: arena.allocate(Math.min(classes, rows + 1) * 4),
    sorted: arena.allocate(rows * 4),
    importances: arena.allocate(columns * 8),
    nodes: arena.allocate((2 * rows + 1) * 8),
    leafOffsets: arena.allocate((rows + 2) * 4),
    leafClasses: arena.allocate(Math.max(rows, classes) * 2),
    leafValues: arena.allocate(Math.max(rows, classes) * 8),
    stack: arena.allocate(MOST_WAITING * 24),
  };
  const bytes = arena.exports.growerBytes();
  const grower = zeros(arena, bytes);
  const view = arena.u32(grower, FIELDS.length);
  FIELDS.forEach((field, index) => (view[index] = words[field] ?? 0));
  return { grower, at: (field) => arena.u32(grower, FIELDS.length)[FIELDS.indexOf(field)]! };
}

function zeros(arena: KernelArena<ForestExports>, bytes: number): number {
  const address = arena.allocate(bytes);
  arena.u8(address, bytes).fill(0);
  return address;
}

/** For n up to the columns: 2^32 less its remainder by n, 0 where there is none; what `Prng.int` throws away begins there. */
function drawLimits(columns: number): Uint32Array {
  const limits = new Uint32Array(columns + 1);
  for (let n = 1; n <= columns; n++) limits[n] = 4294967296 - (4294967296 % n);
  return limits;
}
