/** Cholesky factors of small symmetric matrices. */

/** Multiplications between two yields: some 10 ms. */
const SLICE = 1e7;

/**
 * Factors a positive definite matrix in place: its lower triangle becomes L with L L' = A. Where rounding has left a pivot that is not
 * positive, a small one is taken, so that the factor is still of use as a preconditioner. Yields about every 10 ms of work.
 */
export function* factor(a: Float64Array, n: number): Generator<number, void> {
  let work = 0;
  for (let j = 0; j < n; j++) {
    const given = a[j * n + j]!;
    let pivot = given;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k]! * a[j * n + k]!;
    const least = Math.abs(given) * 1e-14;
    const root = Math.sqrt(pivot > least ? pivot : least > 0 ? least : 1);
    a[j * n + j] = root;
    factorColumn(a, n, j, root);
    work += (n - j) * j;
    if (work < SLICE) continue;
    work = 0;
    yield 0;
  }
}

/** The entries below a pivot; four sums at a time, so that they do not wait for each other. */
function factorColumn(a: Float64Array, n: number, j: number, root: number): void {
  let i = j + 1;
  for (; i + 3 < n; i += 4) {
    const own = i * n;
    let s0 = a[own + j]!;
    let s1 = a[own + n + j]!;
    let s2 = a[own + 2 * n + j]!;
    let s3 = a[own + 3 * n + j]!;
    for (let k = 0; k < j; k++) {
      const factor = a[j * n + k]!;
      s0 -= a[own + k]! * factor;
      s1 -= a[own + n + k]! * factor;
      s2 -= a[own + 2 * n + k]! * factor;
      s3 -= a[own + 3 * n + k]! * factor;
    }
    a[own + j] = s0 / root;
    a[own + n + j] = s1 / root;
    a[own + 2 * n + j] = s2 / root;
    a[own + 3 * n + j] = s3 / root;
  }
  for (; i < n; i++) {
    let sum = a[i * n + j]!;
    for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
    a[i * n + j] = sum / root;
  }
}

/** Solves L L' x = b; b is replaced by x. */
export function solveFactored(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
}
