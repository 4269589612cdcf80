/** Cholesky factors of small symmetric matrices. */

/**
 * Factors a positive definite matrix in place: its lower triangle becomes L with L L' = A. Where rounding has left a pivot that is not
 * positive, a small one is taken, so that the factor is still of use as a preconditioner.
 */
export function factor(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    const given = a[j * n + j]!;
    let pivot = given;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k]! * a[j * n + k]!;
    const least = Math.abs(given) * 1e-14;
    const root = Math.sqrt(pivot > least ? pivot : least > 0 ? least : 1);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / root;
    }
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
