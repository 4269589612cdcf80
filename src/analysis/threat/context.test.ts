import { prng } from "../../kernels/mod.ts";
import { finishSteps } from "../core/mod.ts";
import { floatColumn, textColumnFromStrings, timeColumn } from "../table/mod.ts";
import { tableOf } from "../../../tests/support/flows.ts";
import { contextNumbers } from "./context.ts";
import { repetitionNumbers } from "./repetition.ts";

interface Flow {
  time: number;
  from: string | null;
  to: string | null;
  port: number;
  state: string;
}

const random = prng(8, 0);
const FLOWS: Flow[] = Array.from({ length: 400 }, () => ({
  // Whole seconds, so that many flows begin at the same time.
  time: random.int(50) === 0 ? NaN : 1e12 + random.int(600) * 1000,
  from: random.int(30) === 0 ? null : `10.0.0.${random.int(4)}`,
  to: random.int(30) === 0 ? null : `10.1.0.${random.int(9)}`,
  port: random.int(20) === 0 ? NaN : [22, 53, 80, 443][random.int(4)]!,
  state: random.int(3) === 0 ? "S0" : "SF",
}));

function tableFor(flows: readonly Flow[]) {
  return tableOf([
    timeColumn(
      "timestamp",
      Float64Array.from(flows, ({ time }) => time),
    ),
    textColumnFromStrings(
      "src_ip",
      flows.map(({ from }) => from),
    ),
    textColumnFromStrings(
      "dst_ip",
      flows.map(({ to }) => to),
    ),
    floatColumn(
      "dst_port",
      Float64Array.from(flows, ({ port }) => port),
    ),
    textColumnFromStrings(
      "state",
      flows.map(({ state }) => state),
    ),
  ]);
}

/** The flows of the two minutes up to a flow, counted one by one. */
function around(flow: Flow): Record<string, number> {
  const before = FLOWS.filter(({ time }) => time <= flow.time && time > flow.time - 120_000);
  const source = before.filter(({ from }) => from === flow.from);
  const target = before.filter(({ to }) => to === flow.to);
  const distinct = (list: (string | number | null)[]): number =>
    new Set(list.filter((one) => one !== null && !Number.isNaN(one))).size;
  const hasPort = !Number.isNaN(flow.port);
  const known = flow.from !== null;
  return {
    source_flows: known ? source.length : NaN,
    source_destinations: known ? distinct(source.map(({ to }) => to)) : NaN,
    source_ports: known && hasPort ? distinct(source.map(({ port }) => port)) : NaN,
    source_failed_share: known
      ? source.filter(({ state }) => state === "S0").length / (source.length + 2)
      : NaN,
    pair_flows:
      known && flow.to !== null && hasPort
        ? source.filter(({ to, port }) => to === flow.to && port === flow.port).length
        : NaN,
    target_flows: flow.to === null ? NaN : target.length,
    target_sources: flow.to === null ? NaN : distinct(target.map(({ from }) => from)),
  };
}

test("counts over two minutes are those of counting one by one, whatever the order of rows", () => {
  const numbers = finishSteps(contextNumbers(tableFor(FLOWS)));
  for (const [row, flow] of FLOWS.entries()) {
    const expected = around(flow);
    for (const [name, value] of Object.entries(expected))
      expect([row, name, numbers[name as keyof typeof numbers]![row]]).toEqual([
        row,
        name,
        Number.isNaN(flow.time) ? NaN : value,
      ]);
  }
});

test("even times have a periodicity of 1, uneven ones a lower one, five flows none", () => {
  const at = (times: number[], to: string): Flow[] =>
    times.map((time) => ({ time: time * 1000, from: "a", to, port: 80, state: "SF" }));
  const even = at([0, 10, 20, 30, 40, 50], "even");
  const uneven = at([0, 1, 2, 30, 31, 200], "uneven");
  const few = at([0, 10, 20, 30, 40], "few");
  const flows = [...uneven, ...few, ...even];
  const { periodicity } = finishSteps(contextNumbers(tableFor(flows)));
  expect(periodicity!.at(-1)).toBe(1);
  expect(periodicity![0]).toBeLessThan(0.5);
  expect(periodicity![uneven.length]).toBeNaN();
});

test("there is no context without times or addresses", () => {
  const table = tableFor(FLOWS);
  for (const name of ["timestamp", "src_ip", "dst_ip"])
    expect(
      finishSteps(contextNumbers(table.select(table.columnNames.filter((one) => one !== name)))),
    ).toEqual({});
});

describe("repetition", () => {
  function numbersOf(bytes: readonly number[], more: { ports?: number[]; protocols?: string[] } = {}) {
    const { ports, protocols } = more;
    return finishSteps(
      repetitionNumbers(
        tableOf([
          floatColumn("bytes_sent", Float64Array.from(bytes)),
          floatColumn("bytes_received", new Float64Array(bytes.length).fill(100)),
          ...(ports ? [floatColumn("dst_port", Float64Array.from(ports))] : []),
          ...(protocols ? [textColumnFromStrings("protocol", protocols)] : []),
        ]),
      ),
    );
  }

  test("is the share of the other flows that are alike; a flow without a like has 0", () => {
    const bytes = Array.from({ length: 200 }, (_, at) => (at < 150 ? 1000 : 2 ** (at - 130)));
    const { signature_share: share, signature_flows: flows } = numbersOf(bytes);
    expect([share![0], flows![0]]).toEqual([149 / 200, 150]);
    expect([share!.at(-1), flows!.at(-1)]).toEqual([0, 1]);
  });

  test("sizes on the same half power of two are alike; ports and protocols tell flows apart", () => {
    const near = Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 1000 : 1050));
    expect(numbersOf(near).signature_flows![0]).toBe(200);
    const ports = near.map((_, at) => (at % 4 === 0 ? 80 : 443));
    expect(numbersOf(near, { ports }).signature_flows![0]).toBe(50);
    const protocols = near.map((_, at) => (at % 5 === 0 ? "tcp" : "udp"));
    expect(numbersOf(near, { ports, protocols }).signature_flows![0]).toBe(10);
  });

  test("says nothing of fewer than 200 flows", () => {
    expect(numbersOf(Array.from({ length: 199 }, () => 1))).toEqual({});
  });
});
