import type { Row } from "../core/mod.ts";
import { openColumns, openRows } from "./rows.ts";

async function textOf(source: { stream: AsyncIterable<Uint8Array> }): Promise<string> {
  let text = "";
  for await (const bytes of source.stream) text += new TextDecoder().decode(bytes);
  return text;
}

describe("openRows()", () => {
  test("writes the union of names, texts always in quotes, missing cells empty", async () => {
    const rows: Row[] = [
      { duration: 0.5, label: "NA", ok: true },
      { duration: null, label: 'a"b,\nc', when: new Date(Date.UTC(2026, 9, 20)) },
      { duration: NaN, x: undefined, when: new Date(NaN) },
      { duration: -0, label: "" },
      { duration: Infinity },
    ];
    expect(await textOf(openRows(rows))).toBe(
      '"duration","label","ok","when","x"\n' +
        '0.5,"NA",true,,\n' +
        ',"a""b,\nc",,2026-10-20T00:00:00.000Z,\n' +
        "NaN,,,,\n" +
        '-0,"",,,\n' +
        "Infinity,,,,\n",
    );
  });

  test("reads own members only, also one that is called __proto__", async () => {
    const row = JSON.parse('{"__proto__": 7, "duration": 1}') as Row;
    expect(await textOf(openRows([row, { duration: 2 }]))).toBe('"__proto__","duration"\n7,1\n,2\n');
  });

  test("refuses what is no row and what is no cell, naming where", async () => {
    expect(() => openRows([])).toThrow(expect.objectContaining({ code: "E_EMPTY" }));
    expect(() => openRows([{}])).toThrow(expect.objectContaining({ code: "E_EMPTY" }));
    expect(() => openRows([{ a: 1 }, [1] as never])).toThrow(
      "each must be an object, got an array of 1 at 1",
    );
    await expect(textOf(openRows([{ a: { b: 1 } as never }]))).rejects.toThrow(
      'Cannot load rows: a cell must be a number, text, boolean, Date or null, got an object (Object) in "a" of row 0',
    );
  });
});

test("openColumns() writes times as stamps and keeps other cells", async () => {
  const columns = [
    { name: "timestamp", type: "time" as const, values: [0, null] },
    { name: "n", type: "int" as const, values: [1, NaN] },
    { name: "t", type: "text" as const, values: ["x", undefined] },
  ];
  expect(await textOf(openColumns(columns))).toBe(
    '"timestamp","n","t"\n1970-01-01T00:00:00.000Z,1,"x"\n,NaN,\n',
  );
});
