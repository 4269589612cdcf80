/** Which hashes differ from the first engine's with the first number of workers. */

/**
 * @param {Record<string, Record<string, string>[]>} engines Hashes by estimator, one record a fit
 * @param {{ seed: number, workers: number }[]} fits
 * @returns {{ name: string, engine: string, fit: { seed: number, workers: number }, hash: string, expected: string }[]}
 */
export function differences(engines, fits) {
  const [first] = Object.values(engines);
  return Object.entries(engines).flatMap(([engine, records]) =>
    records.flatMap((hashes, at) => {
      const expected = first[fits.findIndex(({ seed }) => seed === fits[at].seed)];
      return Object.keys(expected)
        .filter((name) => hashes[name] !== expected[name])
        .map((name) => ({ name, engine, fit: fits[at], hash: hashes[name], expected: expected[name] }));
    }),
  );
}
