import type { TextColumn } from "../../table/mod.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";

const PORT = /^(?:\d+(?:\.0*)?|0x[\da-f]+)$/i;

/**
 * Ports written as decimal or hex texts; NaN where there is none. A service's name is no port: it becomes missing, and that is told.
 *
 * @param field For the message.
 */
export function parsePorts(
  column: TextColumn,
  field: "src_port" | "dst_port",
  { lines, report }: Pick<CanonicalDraft, "lines" | "report">,
): Float64Array {
  const ports = column.categories.map((text) => (PORT.test(text.trim()) ? Number(text) : NaN));
  const values = new Float64Array(column.length).fill(NaN);
  for (let row = 0; row < values.length; row++) {
    const code = column.values[row]!;
    if (code < 0) continue;
    values[row] = ports[code]!;
    if (Number.isNaN(values[row]))
      report.warn("W_PORT_NAME", "Ports that are no numbers were taken as missing", {
        line: lines.lineOf(row),
        column: field,
        remedy: "export the flows with numbers for ports",
      });
  }
  return values;
}
