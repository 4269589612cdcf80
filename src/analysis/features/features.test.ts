import { sampleFlows, tableOf } from "../../../tests/support/flows.ts";
import { log1p } from "../../kernels/mod.ts";
import type { JSONValue, Table } from "../core/mod.ts";
import { generateTraffic } from "../generate/mod.ts";
import { floatColumn, intColumn, textColumn, textColumnFromStrings } from "../table/mod.ts";
import type { FlowTable, StoredColumn } from "../table/mod.ts";
import { features, restoreFeatureSet } from "./mod.ts";
import type { FeatureOptions, FeatureSet } from "./mod.ts";

type Columns = Record<string, (number | string | null)[]>;

function table(columns: Columns): FlowTable {
  return tableOf(
    Object.entries(columns).map(([name, cells]): StoredColumn => {
      if (["protocol", "service", "state"].includes(name))
        return textColumnFromStrings(name, cells as (string | null)[]);
      return floatColumn(
        name,
        Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell))),
      );
    }),
  );
}

/** The cells of a feature set's matrix by column. */
function columnsOf(set: FeatureSet, of: Table): Record<string, number[]> {
  const { data, rows, columns, names } = set.transform(of);
  expect([columns, names]).toEqual([set.names.length, set.names]);
  return Object.fromEntries(
    set.names.map((name, at) => [name, Array.from({ length: rows }, (_, row) => data[row * columns + at]!)]),
  );
}

const FLOW: Columns = {
  duration: [2, 0],
  packet_count: [11, 1],
  bytes_sent: [1000, 60],
  bytes_received: [3000, 0],
  packet_size_mean: [400, 60],
  packets_sent: [5, 1],
  packets_received: [6, 0],
  dst_port: [443, 22],
  protocol: ["tcp", "udp"],
  state: ["SF", "S0"],
};

describe("features()", () => {
  test("are what one works out by hand", () => {
    const given = table(FLOW);
    const made = columnsOf(features(given), given);
    const expected: Record<string, [number, number]> = {
      duration: [2, 0],
      packet_count: [11, 1],
      bytes_sent: [1000, 60],
      bytes_received: [3000, 0],
      packet_size_mean: [400, 60],
      packets_sent: [5, 1],
      packets_received: [6, 0],
      log_duration: [Math.log1p(2000), 0],
      log_packets_sent: [Math.log1p(5), Math.log1p(1)],
      log_packets_received: [Math.log1p(6), 0],
      log_bytes_sent: [Math.log1p(1000), Math.log1p(60)],
      log_bytes_received: [Math.log1p(3000), 0],
      log_packet_rate: [Math.log1p(5.5), Math.log1p(1000)],
      log_byte_rate: [Math.log1p(2000), Math.log1p(60000)],
      byte_asymmetry: [-2000 / 4001, 60 / 61],
      packet_asymmetry: [-1 / 12, 1 / 2],
      log_size_sent: [Math.log1p(200), Math.log1p(60)],
      log_size_received: [Math.log1p(500), 0],
      log_size_mean: [Math.log1p(400), Math.log1p(60)],
      no_reply: [0, 1],
      log_packet_gap: [Math.log1p(200), 0],
      "protocol=tcp": [1, 0],
      "protocol=udp": [0, 1],
      "state=S0": [0, 1],
      "state=SF": [1, 0],
      "state_class=ok": [1, 0],
      "state_class=failed": [0, 1],
      "port_class=web": [1, 0],
      "port_class=admin": [0, 1],
    };
    expect(Object.keys(made)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected))
      values.forEach((value, row) =>
        expect([name, made[name]![row]]).toEqual([name, expect.closeTo(value, 12)]),
      );
  });

  test("leave out what the table has no field for", () => {
    const five = table(Object.fromEntries(Object.entries(FLOW).slice(0, 5)));
    const { names } = features(five);
    expect(names).toContain("log_bytes_sent");
    expect(names.some((name) => /packets_|port|protocol|state|no_reply/.test(name))).toBe(false);
    expect(features(table(FLOW), { include: ["port"] }).names).toEqual([
      "port_class=web",
      "port_class=admin",
    ]);
    expect(features(table(FLOW), { include: ["canonical"] }).names).not.toContain("log_duration");
  });

  test("never use addresses, the source port, the time or the label", () => {
    const { names } = features(generateTraffic({ flows: 2000, seed: 3 }));
    expect(names.filter((name) => /ip|src|time|label|attack/.test(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(25);
  });

  test("put the training part's median for what is missing, infinite or undefined, and say where", () => {
    const train = table({ duration: [1, 3, null, 100], bytes_sent: [10, 20, 30, 40] });
    const set = features(train, { include: ["canonical"] });
    expect(set.names).toEqual(["duration", "duration_missing", "bytes_sent"]);
    expect(columnsOf(set, train)).toEqual({
      duration: [1, 3, 3, 100],
      duration_missing: [0, 0, 1, 0],
      bytes_sent: [10, 20, 30, 40],
    });
    const test = table({ duration: [Infinity, -1], bytes_sent: [null, 7] });
    expect(columnsOf(set, test)).toEqual({
      duration: [3, -1],
      duration_missing: [1, 0],
      bytes_sent: [25, 7],
    });
    const derived = features(table({ duration: [-5, 0, 0.001] }), { include: ["flow"] });
    expect(columnsOf(derived, table({ duration: [-5, 0.001] }))).toEqual({
      log_duration: [log1p(1) / 2, log1p(1)],
      log_duration_missing: [1, 0],
    });
  });

  test("a text that training did not have, and a missing one, are 0 everywhere", () => {
    const set = features(table({ protocol: ["tcp", "udp", "tcp", null] }));
    expect(set.names).toEqual(["protocol=tcp", "protocol=udp"]);
    expect(columnsOf(set, table({ protocol: ["icmp", null, "udp"] }))).toEqual({
      "protocol=tcp": [0, 0, 0],
      "protocol=udp": [0, 0, 1],
    });
  });

  test("keep the most frequent categories, ties by code unit", () => {
    const set = features(table({ service: ["c", "b", "a", "b", "d", "d", "d"] }), { maxCategories: 3 });
    expect(set.names).toEqual(["service=a", "service=b", "service=d"]);
    const unused = tableOf([textColumn("service", Int32Array.of(1, 1), ["never", "used"])]);
    expect(features(unused).names).toEqual(["service=used"]);
    expect(() => features(unused, { maxCategories: 0 }).names).toThrow(
      /every field of the training part is missing/,
    );
  });

  test("scale by the training part, and cut far values", () => {
    const train = table({ duration: [0, 2, 4, 6, 100], bytes_sent: [7, 7, 7, 7, 7] });
    const standard = columnsOf(
      features(train, { include: ["canonical"], scaler: "standard", clip: null }),
      train,
    );
    const deviation = Math.sqrt([0, 2, 4, 6, 100].reduce((sum, x) => sum + (x - 22.4) ** 2, 0) / 5);
    standard["duration"]!.forEach((value, row) =>
      expect(value).toBeCloseTo(([0, 2, 4, 6, 100][row]! - 22.4) / deviation, 12),
    );
    expect(standard["bytes_sent"]).toEqual([0, 0, 0, 0, 0]);
    const robust = features(train, { include: ["canonical"], scaler: "robust" });
    expect(columnsOf(robust, train)["duration"]).toEqual([-1, -0.5, 0, 0.5, 8]);
    const far = table({ duration: [1e308, -1e308], bytes_sent: [1e308, 0] });
    expect(columnsOf(robust, far)).toEqual({ duration: [8, -8], bytes_sent: [8, -7] });
    const huge = features(table({ duration: [1e308, -1e308] }), { scaler: "standard", clip: null });
    for (const values of Object.values(columnsOf(huge, table({ duration: [1e308, -1e308, 0] }))))
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
  });

  test("take everything that data decides from the training part: fit() on another table", async () => {
    const set = features(table({ duration: [1, 2, 3], protocol: ["tcp", "tcp", "udp"] }), {
      scaler: "robust",
    });
    const before = set.toJSON();
    const refitted = await set.fit(table({ duration: [10, null, 30], protocol: ["icmp", null, "icmp"] }));
    expect(refitted.names).toEqual([
      "duration",
      "duration_missing",
      "log_duration",
      "log_duration_missing",
      "protocol=icmp",
    ]);
    expect(refitted.options).toEqual(set.options);
    expect(set.toJSON()).toEqual(before);
    await expect(set.fit(table({ duration: [1] }))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(/the table lacks "protocol"/) as string,
    });
  });

  test("read no row before they are used, and with fit() none but the training part's", async () => {
    const train = table(FLOW);
    const read = jest.fn();
    const guarded = Object.assign(Object.create(train) as FlowTable, {
      numeric: read,
      column: (name: string) =>
        Object.defineProperty({ ...train.column(name), type: train.column(name).type }, "values", {
          get: read,
        }),
    });
    const set = features(guarded);
    const fitted = await set.fit(train);
    expect(fitted.toJSON()).toEqual(features(train).toJSON());
    fitted.transform(train);
    expect(read).not.toHaveBeenCalled();
    expect(() => set.names).toThrow();
    expect(read).toHaveBeenCalled();
  });

  test("fit() gives the event loop a turn in the middle of a column", async () => {
    const rows = 100_000;
    const train = tableOf([
      floatColumn(
        "duration",
        Float64Array.from({ length: rows }, (_, row) => row),
      ),
    ]);
    let clock = 0;
    const now = jest.spyOn(performance, "now").mockImplementation(() => (clock += 100));
    let turns = 0;
    const count = (): void => {
      turns++;
      immediate = setImmediate(count);
    };
    let immediate = setImmediate(count);
    await features(train, { include: ["canonical"], scaler: "standard" }).fit(train);
    clearImmediate(immediate);
    const pauses = now.mock.calls.length / 2; // each reads the clock before and after its turn
    now.mockRestore();
    expect(turns).toBeGreaterThan(20);
    expect(pauses).toBeGreaterThan((4 * rows) / 20_000);
  });

  test("put every port into its class, however the ports are stored", () => {
    const ports = [443, 53, 70000, -1, 80.5, 1023.5, 0, 65535, 40000.5, null];
    const classes = ["web", "dns", "unknown", "unknown", "low", "low", "low", "high", "high", "unknown"];
    const classesOf = (given: FlowTable): (string | undefined)[] => {
      const made = columnsOf(features(given), given);
      return Array.from({ length: given.rowCount }, (_, row) =>
        Object.keys(made)
          .find((name) => made[name]![row] === 1)
          ?.slice("port_class=".length),
      );
    };
    expect(classesOf(table({ dst_port: ports }))).toEqual(classes);
    const ints = tableOf([intColumn("dst_port", Int32Array.of(443, 0, 22), Uint8Array.of(0b101))]);
    expect(classesOf(ints)).toEqual(["web", "unknown", "admin"]);
  });

  test("do not depend on other rows, nor on how the column is stored", () => {
    const all = generateTraffic({ flows: 500, seed: 4 });
    const set = features(all, { scaler: "standard" });
    const whole = set.transform(all);
    const part = set.transform(all.slice(100, 110));
    expect([...part.data]).toEqual([...whole.data.slice(100 * whole.columns, 110 * whole.columns)]);
    const ints = tableOf([intColumn("packet_count", Int32Array.of(3, 5), Uint8Array.of(1))]);
    const floats = table({ packet_count: [3, null] });
    expect([...features(ints).transform(ints).data]).toEqual([...features(floats).transform(floats).data]);
  });

  test("are finite for flows with missing and infinite cells, and for none", () => {
    const flows = sampleFlows(300);
    for (const scaler of ["none", "standard", "robust"] as const) {
      const set = features(flows, { scaler });
      expect(set.transform(flows).data.every((value) => Number.isFinite(value))).toBe(true);
      expect(set.transform(flows.slice(0, 0))).toMatchObject({ rows: 0, columns: set.names.length });
    }
  });

  test("refuse what they cannot be made of", async () => {
    const refused = (call: () => unknown, message: RegExp): void =>
      expect(call).toThrow(
        expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
      );
    refused(
      () => features(null as unknown as Table),
      /expected a FlowTable, got null; load one with loadFlows/,
    );
    refused(() => features(table({ duration: [] })), /the training part must have rows, got 0/);
    refused(
      () => features(table({ label: [1] })),
      /the table has none of the fields for canonical, flow, port/,
    );
    refused(
      () => features(table({ duration: [null, null] })).names,
      /every field of the training part is missing/,
    );
    refused(
      () => features(tableOf([textColumnFromStrings("duration", ["x"])])),
      /"duration" must be numbers, got text/,
    );
    refused(
      () => features(tableOf([floatColumn("protocol", Float64Array.of(6))])),
      /"protocol" must be text/,
    );
    const good = table({ duration: [1, 2] });
    for (const options of [
      { include: [] },
      { include: ["context"] },
      { include: "flow" },
      { scaler: "minmax" },
      { clip: 0 },
      { clip: NaN },
      { maxCategories: -1 },
      { scale: true },
      null,
    ])
      refused(() => features(good, options as unknown as FeatureOptions), /^Cannot make features: /);
    refused(
      () => features(good).transform(table({ bytes_sent: [1] })),
      /the table lacks "duration" \(the source/,
    );
    for (const run of [null, { singal: AbortSignal.abort() }])
      await expect(features(good).fit(good, run as object)).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringMatching(/^Cannot fit features: /) as string,
      });
    const stop = new AbortController();
    const onProgress = jest.fn(() => stop.abort());
    await expect(features(good).fit(good, { signal: stop.signal, onProgress })).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(onProgress).toHaveBeenCalledTimes(1);
    const stopped = AbortSignal.abort();
    await expect(features(good).fit(good, { signal: stopped })).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("restoreFeatureSet()", () => {
  const flows = sampleFlows(200);
  const set = features(flows, { scaler: "standard" });

  test("brings the same set back", async () => {
    const json = JSON.parse(JSON.stringify(set.toJSON())) as JSONValue;
    expect(json).toEqual(set.toJSON());
    const back = restoreFeatureSet(json);
    expect(back.transform(flows)).toEqual(set.transform(flows));
    expect(back.toJSON()).toEqual(json);
    expect((await back.fit(flows)).toJSON()).toEqual(json);
  });

  const number = { kind: "number", feature: "duration", fill: 0, center: 0, scale: 1 };
  test.each<[string, unknown, RegExp]>([
    ["null", null, /expected what a FeatureSet wrote, got null/],
    ["a list", [], /expected what a FeatureSet wrote/],
    ["another kind", { kind: "x" }, /expected what a FeatureSet wrote/],
    ["another version", { version: 2 }, /version must be 1, got 2/],
    ["unknown options", { options: { fast: true } }, /unknown option "fast"/],
    ["options that are a text", { options: "none" }, /options must be an object/],
    ["no columns", { columns: [] }, /columns must be a list of 1 to/],
    ["a column that is null", { columns: [null] }, /columns\[0\] must be an object/],
    [
      "another kind of column",
      { columns: [{ ...number, kind: "code" }] },
      /columns\[0\].kind must be|makes no/,
    ],
    ["a feature that there is not", { columns: [{ ...number, feature: "toString" }] }, /makes no "toString"/],
    [
      "a feature of a group left out",
      { options: { include: ["flow"] }, columns: [number] },
      /makes no "duration"/,
    ],
    [
      "a number for a text",
      { columns: [{ kind: "number", feature: "protocol", fill: 0 }] },
      /makes no "protocol"/,
    ],
    ["a fill that is null", { columns: [{ ...number, fill: null }] }, /columns\[0\].fill must be a number/],
    ["a scale of 0", { columns: [{ ...number, scale: 0 }] }, /scale must be above 0/],
    ["a scale below 0", { columns: [{ ...number, scale: -1 }] }, /scale must be above 0/],
    ["something unknown", { columns: [{ ...number, run: "x" }] }, /has an unknown "run"/],
    ["a column twice", { columns: [number, number] }, /columns must differ/],
    [
      "a category that is no text",
      { columns: [{ kind: "category", feature: "protocol", value: 6 }] },
      /must be a text/,
    ],
    [
      "a feature in two places",
      {
        columns: [
          number,
          { kind: "category", feature: "protocol", value: "tcp" },
          { kind: "missing", feature: "duration" },
        ],
      },
      /must stand side by side/,
    ],
  ])("refuses %s", (_, change, reason) => {
    const whole = set.toJSON() as { [key: string]: JSONValue };
    const json = (
      change !== null && !Array.isArray(change) ? { ...whole, ...(change as object) } : change
    ) as JSONValue;
    expect(() => restoreFeatureSet(json)).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message: expect.stringMatching(new RegExp(`^Cannot load features: .*(?:${reason.source})`)) as string,
      }),
    );
  });
});
