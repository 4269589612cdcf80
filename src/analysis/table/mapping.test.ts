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
});
