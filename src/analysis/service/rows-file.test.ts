import { tableOf } from "../../../tests/support/flows.ts";
import { floatColumn, handleFor, textColumnFromStrings } from "../table/mod.ts";
import { createService } from "./mod.ts";
import type { Methods, ServiceResponse } from "../core/mod.ts";

const table = tableOf([
  floatColumn("duration", Float64Array.of(1, 2.5, NaN)),
  textColumnFromStrings("service", ["dns", "=HYPERLINK(1)", "http"]),
]);

async function exported(options: Methods["export"][0]["options"]): Promise<ServiceResponse> {
  const answers: ServiceResponse[] = [];
  await createService().handleRequest(
    {
      v: 1,
      id: "1",
      method: "export",
      params: { table: handleFor(table), what: "rows", ...(options === undefined ? {} : { options }) },
    },
    (response) => void answers.push(response),
  );
  return answers.at(-1)!;
}

test("all rows go into a file that is safe to open in a spreadsheet", async () => {
  expect(await exported(undefined)).toMatchObject({
    ok: { name: "capture-rows.csv", text: "duration,service\n1,dns\n2.5,'=HYPERLINK(1)\n,http\n" },
  });
});

test("rows that are picked go alone, by filter or by number", async () => {
  expect(await exported({ where: { column: "service", op: "==", value: "http" } })).toMatchObject({
    ok: { text: "duration,service\n,http\n" },
  });
  expect(await exported({ where: { rows: [0] } })).toMatchObject({
    ok: { text: "duration,service\n1,dns\n" },
  });
});

test("a filter that is none is refused", async () => {
  expect(await exported({ where: { column: "nothing", op: "missing" } })).toHaveProperty("error");
});
