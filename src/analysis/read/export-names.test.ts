import { beginsAsExport, isExport } from "./export-names.ts";

describe("isExport()", () => {
  test("knows canonical names in their order before a file's own", () => {
    expect(isExport(["duration", "packet_count", "bytes_sent", "Flow Duration", "Label"])).toBe(true);
    expect(isExport(["duration", "label", "source:label", "dur"])).toBe(true);
  });

  test("leaves other tables to their dialects, also where they share names with it", () => {
    expect(isExport(["duration", "protocol_type", "service", "flag", "label"])).toBe(false);
    expect(isExport(["id", "duration", "packet_count", "bytes_sent"])).toBe(false);
    expect(isExport(["bytes_sent", "duration", "packet_count", "bytes_received"])).toBe(false);
    expect(isExport(["timestamp", "src_ip", "src_port", "dst_ip"])).toBe(false);
    expect(isExport(["duration", "packet_count", "bytes_sent", "note", "label"])).toBe(false);
    expect(isExport([])).toBe(false);
  });
});

test("beginsAsExport() looks at the first names alone: normalised, a file's own may be canonical ones", () => {
  expect(beginsAsExport(["duration", "packet_count", "bytes_sent", "flow_duration", "label"])).toBe(true);
  expect(beginsAsExport(["duration", "protocol_type", "service", "flag"])).toBe(false);
});
