import { cannotDerive, direct, FieldMappings } from "./mapping.ts";

const mapping = new FieldMappings({
  dialect: "trafficlab",
  byteMeaning: "unknown",
  direction: "two-way",
  timeZone: "none",
  fields: [direct("duration", "Dauer"), cannotDerive("label", "the file has no such column")],
});

describe("FieldMappings", () => {
  test("looks fields up, and says of one that it does not know that it cannot be derived", () => {
    expect(mapping.field("duration")).toEqual({
      field: "duration",
      status: "direct",
      columns: ["Dauer"],
      confidence: 1,
      by: "dialect",
    });
    expect(mapping.field("label").reason).toBe("the file has no such column");
    expect(mapping.field("state")).toMatchObject({
      status: "cannot derive",
      reason: "the source has no column for it",
    });
  });

  test("refuses names that are no canonical field, and lists those", () => {
    expect(() => mapping.field("Dauer" as never)).toThrow(
      expect.objectContaining({
        name: "RangeError",
        code: "BAD_INPUT",
        message: expect.stringContaining(
          '"Dauer" is no canonical field; those are duration, packet_count',
        ) as string,
      }),
    );
  });

  test("goes through JSON", () => {
    const json = mapping.toJSON();
    expect(new FieldMappings(JSON.parse(JSON.stringify(json)) as typeof json).toJSON()).toEqual(json);
  });

  test("as options it says what loads the table again: units, formulas, and not what follows from others", () => {
    const options = new FieldMappings({
      ...mapping.toJSON(),
      fields: [
        { field: "duration", status: "direct", columns: ["dur"], confidence: 1, by: "dialect" },
        { ...direct("bytes_sent", "kb"), unit: { from: "kB", to: "B", factor: 1000 } },
        {
          ...direct("bytes_received", "rest"),
          status: "computed",
          formula: "[all]] of it] - [kb]",
          columns: ["all] of it", "kb"],
        },
        { ...direct("packet_count", "a"), status: "computed", formula: "[a] + [b]" },
        direct("packets_sent", "a"),
        direct("packets_received", "b"),
        { ...direct("packet_size_mean", "a"), status: "computed", formula: "[kb] / [a]" },
        direct("label", "class"),
        { ...direct("is_attack", "class"), status: "computed", formula: "[class] means an attack" },
        { ...direct("timestamp", "t"), status: "computed", formula: "the first of [t] and [u]" },
        cannotDerive("state", "none"),
      ],
    }).toOptions();
    expect(options).toEqual({
      duration: { column: "dur", unit: "s" },
      bytes_sent: { column: "kb", unit: "kB" },
      bytes_received: { formula: "[all]] of it] - [kb]" },
      packets_sent: "a",
      packets_received: "b",
      label: "class",
    });
  });
});
