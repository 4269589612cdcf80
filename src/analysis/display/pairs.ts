import type { Correlation, ProfilePayload } from "../core/mod.ts";

/** Two columns and how they go together. */
export interface CorrelatedPair {
  a: string;
  b: string;
  pearson: number | null;
  spearman: number | null;
}

/** Source columns that a canonical field repeats as they are: what goes together with the field goes together with them. */
export function repeatedColumns({
  profile,
  mapping,
}: Pick<ProfilePayload, "profile" | "mapping">): Set<string> {
  const sources = new Set(
    mapping.fields
      .filter((field) => field.status === "direct" || field.status === "imputed")
      .flatMap((field) => field.columns),
  );
  const repeated = profile.columns.filter(
    ({ name, role }) =>
      role === "source" && (sources.has(name) || (name.startsWith("source:") && sources.has(name.slice(7)))),
  );
  return new Set(repeated.map((column) => column.name));
}

/** Pairs of columns, strongest first by the larger of both coefficients; pairs without a coefficient or with a column of `without` are left out. */
export function strongestPairs(
  { columns, pearson, spearman }: Correlation,
  limit: number,
  without: ReadonlySet<string> = new Set(),
): CorrelatedPair[] {
  const pairs: (CorrelatedPair & { strength: number })[] = [];
  columns.forEach((a, row) => {
    if (without.has(a)) return;
    columns.slice(row + 1).forEach((b, offset) => {
      if (without.has(b)) return;
      const column = row + 1 + offset;
      const linear = pearson[row]?.[column] ?? null;
      const ranked = spearman[row]?.[column] ?? null;
      if (linear === null && ranked === null) return;
      pairs.push({
        a,
        b,
        pearson: linear,
        spearman: ranked,
        strength: Math.max(Math.abs(linear ?? 0), Math.abs(ranked ?? 0)),
      });
    });
  });
  return pairs
    .sort((x, y) => y.strength - x.strength)
    .slice(0, limit)
    .map((pair) => ({ a: pair.a, b: pair.b, pearson: pair.pearson, spearman: pair.spearman }));
}
