import { booleanColumn, emptyValidity, setValid, textColumn } from "./columns.ts";
import { countLabels } from "./labels.ts";

test("countLabels() counts each label, and gives a verdict only where all rows agree", () => {
  const label = textColumn("label", Int32Array.of(0, 1, 1, 2, 2, -1, 3), ["a", "b", "c", "d", "unused"]);
  const known = emptyValidity(7);
  for (const row of [0, 1, 2, 3, 4]) setValid(known, row);
  const isAttack = booleanColumn("is_attack", Uint8Array.of(0, 1, 1, 0, 1, 0, 0), known);
  expect(countLabels(label, isAttack)).toEqual([
    { value: "a", count: 1, isAttack: false },
    { value: "b", count: 2, isAttack: true },
    { value: "c", count: 2, isAttack: null },
    { value: "d", count: 1, isAttack: null },
  ]);
  expect(countLabels(label, null).every((entry) => entry.isAttack === null)).toBe(true);
});
