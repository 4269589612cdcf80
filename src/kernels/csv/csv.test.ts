import { prng } from "../prng.ts";
import { CsvBlocks } from "./mod.ts";
import type { CsvShape } from "./mod.ts";

const SHAPE: CsvShape = { delimiter: 0x2c, columns: 2, quotes: true, header: bytesOf("a,b") };

/** Year, month, day, hour, minute, second. */
type Parts = [number, number, number, number, number, number];

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The cells as the first column of a table; what `look` gives for each block, one after the other. */
function eachBlock(
  cells: readonly string[],
  look: (blocks: CsvBlocks, rows: number, from: number) => void,
): void {
  const bytes = bytesOf(cells.map((cell) => `${cell},x\n`).join(""));
  const blocks = new CsvBlocks(SHAPE);
  try {
    for (let row = 0, from = 0; row < cells.length;) {
      const rows = blocks.split(bytes, from, Infinity);
      expect(rows).toBeGreaterThan(0);
      look(blocks, rows, row);
      row += rows;
      from += blocks.bytesOf(rows);
    }
  } finally {
    blocks.close();
  }
}

/** What the kernel makes of each cell; null where it leaves it. */
function readAll(cells: readonly string[], kind: "numbers" | "stamps"): (number | null)[] {
  const values: (number | null)[] = [];
  eachBlock(cells, (blocks, rows) => {
    for (let row = 0; row < rows; row++) {
      const to =
        kind === "numbers" ? blocks.numbers(0, row, rows, "as others") : blocks.stamps(0, row, rows, 0);
      values.push(...blocks.floats(0, to).subarray(row));
      if (to < rows) values.push(null);
      row = to;
    }
  });
  return values;
}

// First, while no stamp has been read.
test("a stamp of zeros is none", () => {
  expect(readAll(["\0".repeat(10) + " 12:00:00"], "stamps")).toEqual([null]);
});

test("numbers are those of Number, to the bit, or are left to the caller", () => {
  const random = prng(11);
  const digits = (count: number): string => Array.from({ length: count }, () => random.int(10)).join("");
  const cells = Array.from({ length: 60_000 }, () => {
    const text = `${["", "-", "+"][random.int(3)]!}${digits(1 + random.int(12))}`;
    const decimals = random.int(3) === 0 ? "" : `.${digits(random.int(10))}`;
    return text + decimals + (random.int(5) === 0 ? `e${random.int(60) - 40}` : "");
  });
  for (let i = 0; i < 20_000; i++) cells.push(String(random.normal(0, 1) * 10 ** (random.int(20) - 10)));
  // Half way between two doubles, and next to that.
  for (let i = 0; i < 500; i++) {
    const odd = 2n ** 53n + BigInt(random.int(1 << 30)) * 2n + 1n;
    cells.push(`${odd}.0`, `${odd}.00`, `${odd}.01`, `${odd - 1n}.99`);
  }
  const values = readAll(cells, "numbers");
  const wrong = cells.filter((cell, at) => values[at] !== null && !Object.is(values[at], Number(cell)));
  expect(wrong).toEqual([]);
  expect(values.filter((value) => value === null).length).toBeLessThan(cells.length / 6);
});

test("cells that are no plain numbers are missing or left to the caller", () => {
  const missing = ["", "  ", "-", "?", "na", "NaN", "N/A", "null", "None", "(empty)", " - "];
  expect(readAll(missing, "numbers")).toEqual(missing.map(() => NaN));
  const others = [
    "x",
    "1x",
    ".",
    "+",
    "--1",
    "1e",
    "1e+",
    "1.2.3",
    "1 2",
    "inf",
    "0x1",
    "nul",
    "(empty",
    "nn",
    "1e99999",
  ];
  expect(readAll(others, "numbers")).toEqual(others.map(() => null));
});

test("stamps are the times of the calendar, and other days are left to the caller", () => {
  const random = prng(12);
  const two = (value: number): string => String(value).padStart(2, "0");
  const parts = Array.from({ length: 20_000 }, (): Parts => [
    100 + random.int(9900),
    random.int(14),
    random.int(33),
    random.int(25),
    random.int(61),
    random.int(61),
  ]);
  const cells = parts.map(
    ([year, month, day, hour, minute, second]) =>
      `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`,
  );
  const values = readAll(cells, "stamps");
  const expected = parts.map(([year, month, day, hour, minute, second], at) => {
    const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    return date.toISOString() === `${cells[at]!}.000Z` ? date.getTime() : null;
  });
  expect(values).toEqual(expected);
  expect(readAll(["1970-01-01 00:00:00.25", "1970-01-01 00:00:01Z"], "stamps")).toEqual([250, 1000]);
});

test("texts have codes in order of their appearance, also when the dictionary was emptied", () => {
  const random = prng(13);
  const cells = Array.from({ length: 60_000 }, (_, at) => `t${random.int(at + 1)}${"y".repeat(at % 23)}`);
  const seen: string[] = [];
  let dictionary: ReturnType<CsvBlocks["openTexts"]> | null = null;
  let emptied = 0;
  eachBlock(cells, (blocks, rows) => {
    dictionary ??= blocks.openTexts();
    if (!dictionary.hasRoom(rows, blocks.bytesOf(rows))) {
      dictionary.clear();
      emptied++;
    }
    const codes = blocks.texts(0, rows, "texts", dictionary).slice();
    const { bytes, offsets } = dictionary.texts();
    const texts = Array.from({ length: offsets.length - 1 }, (_, code) =>
      new TextDecoder().decode(bytes.subarray(offsets[code], offsets[code + 1])),
    );
    expect(new Set(texts).size).toBe(texts.length);
    for (const code of codes) seen.push(texts[code]!);
  });
  expect(seen).toEqual(cells);
  expect(emptied).toBeGreaterThan(0);
});

test("rows are split up to the first that is not plain", () => {
  const rowsOf = (text: string, quotes: boolean = true): number => {
    const blocks = new CsvBlocks({ ...SHAPE, quotes });
    try {
      return blocks.split(bytesOf(text), 0, Infinity);
    } finally {
      blocks.close();
    }
  };
  expect(rowsOf('1,2\n"3","4"\r\n"",5\n6,7')).toBe(3);
  for (const odd of [
    "a,b\n",
    "a,b\r\n",
    "1\n",
    "1,2,3\n",
    '"x"y,1\n',
    '"x""y",1\n',
    '"x\ny",1\n',
    '1,"x\n',
    "\n",
    "1,2",
    '"1"\n',
    '"1",2,3\n',
  ])
    expect(rowsOf(`1,2\n${odd}`)).toBe(1);
  for (const odd of ["a,b\n", "a,b\r\n", "1\n", "1,2,3\n", "\n", "1,2"])
    expect(rowsOf(`1,2\n${odd}`, false)).toBe(1);
  expect(rowsOf('"1,2\n3",4\n"a,b\n', false)).toBe(3);
});

describe("narrow()", () => {
  /** Whether each is an integer of 16 or 32 bits, as the whole block has to be. */
  function bitsOf(values: readonly number[]): 16 | 32 | 64 {
    if (!values.every((value) => Object.is(value, value | 0))) return 64;
    return values.every((value) => value === (value << 16) >> 16) ? 16 : 32;
  }

  test.each([
    [[0]],
    [[1, 2, 3]],
    [[-32_768, 32_767]],
    [[32_768, 0, 0]],
    [[0, 0, -32_769]],
    [[2_147_483_647, -2_147_483_648]],
    [[2_147_483_648]],
    [[1, -2_147_483_649]],
    [[-0]],
    [[1, 2, -0]],
    [[0.5, 1]],
    [[1, 2, 2.25]],
    [[NaN, 1]],
    [[1, 2, NaN]],
    [[4_503_599_627_370_496, 1]],
  ])("%j is what it is, in the memory that it needs", (values) => {
    const cells = values.map((value) => (Object.is(value, -0) ? "-0" : String(value)));
    eachBlock(cells, (blocks, rows) => {
      expect(blocks.numbers(0, 0, rows, "as others")).toBe(rows);
      const bits = blocks.narrow(0, rows);
      expect(bits).toBe(bitsOf(values));
      expect([...(bits === 64 ? blocks.floats(0, rows) : blocks.integers(0, rows))]).toEqual(values);
    });
  });

  test("random integers of any count stay the same", () => {
    const random = prng(5);
    for (let count = 1; count < 70; count++) {
      const values = Array.from({ length: count }, () => random.int(200_000) - 100_000);
      eachBlock(values.map(String), (blocks, rows) => {
        blocks.numbers(0, 0, rows, "as others");
        expect(blocks.narrow(0, rows)).toBe(bitsOf(values));
        expect([...blocks.integers(0, rows)]).toEqual(values);
      });
    }
  });
});

describe("countOthers()", () => {
  test.each([0, 1, 2, 3, 64, 2047, 2048])("counts missing and infinite ones of %d numbers", (rows) => {
    const odd = ["1.5", "", "Infinity", "-2", "-inf", "nan", "1e400"];
    const cells = Array.from({ length: rows }, (_, row) => odd[(row * row) % odd.length]!);
    const text = new TextEncoder().encode(cells.map((cell) => `x,${cell}\n`).join(""));
    const shape = { delimiter: 0x2c, columns: 2, quotes: true, header: new Uint8Array(0) };
    const blocks = new CsvBlocks(shape);
    expect(blocks.split(text, 0, blocks.mostRows)).toBe(rows);
    const numbers = blocks.floats(1, rows);
    const values = cells.map((cell) => (cell === "" ? NaN : Number(cell.replace("inf", "Infinity"))));
    numbers.set(values);
    const missing = values.filter((value) => Number.isNaN(value)).length;
    const infinite = values.filter((value) => Math.abs(value) === Infinity).length;
    expect(blocks.countOthers(1, rows)).toEqual({ missing, infinite });
    blocks.close();
  });
});
