/** What is measured: by name on our side here, on pandas' in pandas_side.py. Numbers are what both have to agree on. */
const NONE = [];

/** @type {{ name: string, title: string, run: (frame: any) => any, numbers: (result: any) => number[] }[]} */
export const OPERATIONS = [
  { name: "describe", title: "describe()", run: (frame) => frame.describe(), numbers: numbersOf },
  {
    name: "quantile",
    title: "quantile() of 5 shares",
    run: (frame) => frame.quantile([0.01, 0.25, 0.5, 0.75, 0.99]),
    numbers: numbersOf,
  },
  { name: "corr", title: "corr()", run: (frame) => frame.corr(), numbers: numbersOf },
  {
    name: "spearman",
    title: "corr() by Spearman",
    run: (frame) => frame.corr({ method: "spearman" }),
    numbers: numbersOf,
  },
  { name: "cov", title: "cov()", run: (frame) => frame.cov(), numbers: numbersOf },
  {
    name: "sort_ties",
    title: "sort by a column of ties",
    run: (frame) => frame.sortValues("packet_count"),
    numbers: endsOf,
  },
  {
    name: "sort_keys",
    title: "sort by label and bytes, descending",
    run: (frame) => frame.sortValues(["label", "bytes_sent"], { ascending: [true, false] }),
    numbers: endsOf,
  },
  {
    name: "groupby",
    title: "means by label",
    run: (frame) => frame.groupby(["label"]).mean(),
    numbers: numbersOf,
  },
  {
    name: "groupby_keys",
    title: "means by label and packets",
    run: (frame) => frame.groupby(["label", "packet_count"]).mean(),
    numbers: numbersOf,
  },
  {
    name: "filter",
    title: "filter by a condition",
    run: (frame) => frame.query(frame.column("bytes_sent").gt(1000)),
    numbers: endsOf,
  },
  {
    name: "columns",
    title: "choose 3 columns",
    run: (frame) => frame.loc({ columns: ["duration", "bytes_sent", "label"] }),
    numbers: () => NONE,
  },
  { name: "print", title: "print", run: (frame) => frame.toString(), numbers: () => NONE },
];

/** All numbers of a frame, row by row; times as epoch milliseconds, what is missing left out. */
function numbersOf(frame) {
  return frame.values
    .flat()
    .map((cell) => (cell instanceof Date ? cell.getTime() : cell))
    .filter((cell) => typeof cell === "number" && !Number.isNaN(cell));
}

/** The number of rows, and the labels at both ends, from 1 so that each counts. */
function endsOf(frame) {
  const { index } = frame;
  return [index.length, ...index.slice(0, 20), ...index.slice(-20)].map((label) => label + 1);
}
