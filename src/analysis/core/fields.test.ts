import { CANONICAL_FIELDS, isCanonicalField, REQUIRED_FIELDS, TEXT_FIELDS } from "./fields.ts";

test("the canonical fields stand in the order of the contract, the five required ones first", () => {
  expect(CANONICAL_FIELDS.join(" ")).toBe(
    "duration packet_count bytes_sent bytes_received packet_size_mean label label_detail is_attack timestamp src_ip src_port dst_ip dst_port protocol service state packets_sent packets_received",
  );
  expect(CANONICAL_FIELDS.slice(0, 5)).toEqual(REQUIRED_FIELDS);
  for (const field of TEXT_FIELDS) expect(CANONICAL_FIELDS).toContain(field);
});

test("isCanonicalField() knows the fields and no member of Object", () => {
  expect(["duration", "Duration", "constructor", "__proto__", ""].map(isCanonicalField)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
