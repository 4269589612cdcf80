import { direct, FloatColumn, TextColumn } from "../../table/mod.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { copyDuration } from "./cicflowmeter-duration.ts";
import { copyTimestamp } from "./cicflowmeter-time.ts";
import { CIC } from "./cicflowmeter-names.ts";
import type { TableDialect } from "./types.ts";

/** CICFlowMeter in all its spellings: 2017 as published or stripped, 2018 as CSV or Parquet, version 4, and the Python ports. */
export const cicflowmeter: TableDialect = {
  id: "cicflowmeter",
  recognizes: ({ names }) =>
    names.includes("flow_duration") && CIC.packetsSent.some((name) => names.includes(name)),
  numbers: [
    "flow_duration",
    ...CIC.packetsSent,
    ...CIC.packetsReceived,
    ...CIC.bytesSent,
    ...CIC.bytesReceived,
  ],
  texts: ["flow_id"],
  async map(draft) {
    const { pause } = draft.context;
    draft.byteMeaning = "payload";
    draft.copyNumbers("packets_sent", CIC.packetsSent);
    draft.copyNumbers("packets_received", CIC.packetsReceived);
    draft.copyNumbers("bytes_sent", CIC.bytesSent);
    draft.copyNumbers("bytes_received", CIC.bytesReceived);
    await pause();
    copyDuration(draft);
    await pause();
    copyAddress(draft, "src_ip", CIC.sourceAddress);
    draft.copyNumbers("src_port", CIC.sourcePort);
    copyAddress(draft, "dst_ip", CIC.destinationAddress);
    draft.copyNumbers("dst_port", CIC.destinationPort);
    draft.copyProtocol("protocol");
    await pause();
    copyTimestamp(draft);
    await pause();
    draft.copyLabels(["label", "class"], "all others");
    warnAboutRates(draft);
  },
};

/** Some published files hold codes in place of addresses. */
function copyAddress(draft: CanonicalDraft, field: "src_ip" | "dst_ip", names: readonly string[]): void {
  const name = draft.source.find(...names);
  const column = name === null ? undefined : draft.source.get(name);
  if (name === null || !column) return;
  if (column instanceof TextColumn && column.categories.some((text) => /[.:]/.test(text)))
    return draft.set(direct(field, name), column);
  draft.cannot(field, `${name} holds codes: not an address`);
  draft.report.warn("W_ENCODED_COLUMN", `"${name}" holds codes in place of addresses: it was not mapped`, {
    column: name,
  });
}

/** A flow of duration 0 has no rate; the file says "Infinity". */
function warnAboutRates({ source, report }: CanonicalDraft): void {
  for (const column of source.all()) {
    if (!(column instanceof FloatColumn) || column.infinite === 0) continue;
    report.warn("W_INFINITE", "Infinite values stay out of all statistics", {
      column: column.name,
      count: column.infinite,
    });
  }
}
