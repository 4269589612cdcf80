/** Parts of labelled sets: the same rows at every run. */

/** @returns {() => number} Numbers in [0, 1) (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @returns {T[]} @template T @param {T[]} items */
function shuffled(items, next) {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
}

/**
 * Benign rows in two halves, and attacks in random order.
 *
 * @param {Uint8Array} isAttack @param {number} seed
 * @returns {{ baseline: number[], rest: number[], attacks: number[] }}
 */
export function halves(isAttack, seed) {
  const next = random(seed);
  const rows = [...isAttack.keys()];
  const benign = shuffled(
    rows.filter((row) => isAttack[row] === 0),
    next,
  );
  const attacks = shuffled(
    rows.filter((row) => isAttack[row] === 1),
    next,
  );
  return {
    baseline: benign.slice(0, benign.length >> 1),
    rest: benign.slice(benign.length >> 1),
    attacks,
  };
}

/** So many attacks that they are this share of the batch. */
export function attacksFor(benign, share) {
  return Math.round((benign * share) / (1 - share));
}

/** @returns {{ table: any, isAttack: Uint8Array }} Some rows of a table, in its order, and their truth. */
export function rowsOf(table, isAttack, rows) {
  const ascending = [...rows].sort((a, b) => a - b);
  return {
    table: table.filter({ rows: ascending }),
    isAttack: Uint8Array.from(ascending, (row) => isAttack[row]),
  };
}
