import { nullTranslator } from "@jupyterlab/translation";
import type { Flows } from "../widgets/mod.ts";
import { KINDS, type KindName, type Wish } from "./kinds.ts";
import { PageLease } from "./page-lease.ts";
import { PageView } from "./page-view.ts";
import { DEFAULTS } from "./settings.ts";
import { ClonedWorker } from "./testing/page-worker.ts";
import { PageService } from "./transports/page-worker/page-service.ts";

const rows = Array.from({ length: 60 }, (_, row) => `${row % 7},${1 + (row % 5)},${row * 10},${row * 20},50`);
const file = () =>
  new File(
    [["duration,packet_count,bytes_sent,bytes_received,packet_size_mean", ...rows, ""].join("\n")],
    "flows.csv",
  );

function view(
  kind: KindName,
  opener?: { open(kind: KindName, flows: Flows, wish: Wish): void },
  lease?: PageLease,
) {
  return new PageView({
    kind,
    translator: nullTranslator,
    settings: DEFAULTS,
    opener,
    lease: lease ?? new PageLease(new PageService(() => new ClonedWorker())),
  });
}

describe("the way from one widget to the next", () => {
  it.each(KINDS.map(({ name }) => name))(
    "opens a %s on the same table, without loading it again",
    async (kind) => {
      const opened: { kind: KindName; flows: Flows; wish: Wish }[] = [];
      const first = view("profiler", { open: (to, flows, wish) => opened.push({ kind: to, flows, wish }) });
      await first.openServerFile("flows.csv", () => Promise.resolve(file()));
      const flows = first.model.flows as Flows;
      expect(flows).toMatchObject({ name: "flows.csv", rowCount: 60, place: "page" });
      const second = view(kind, undefined, (flows.service as PageLease).share(flows.table));
      second.useFlows(flows, first.source);
      expect(second.model.table).toBe(flows.table);
      expect(second.source).toEqual({ kind: "server", path: "flows.csv" });
      expect(second.shows(flows)).toBe(true);
      first.dispose();
      expect(second.model.flows).toMatchObject({ table: flows.table, place: "page" });
      second.dispose();
    },
  );
});
