/**
 * The fields of a line of a packet list. Wireshark does not escape quotes within a field, and only the last one, `Info`, holds any: so
 * quoted fields are split at `","`, and the last takes what is left.
 *
 * @param count How many fields there are; as many as the line has, when not given.
 */
export function splitFields(line: string, count = Infinity): string[] {
  const text = line.trim();
  const quoted = text.startsWith('"');
  const separator = quoted ? '","' : text.includes("\t") ? "\t" : ",";
  const fields: string[] = [];
  let from = quoted ? 1 : 0;
  const end = quoted && text.endsWith('"') && text.length > 1 ? text.length - 1 : text.length;
  while (fields.length < count - 1) {
    const to = text.indexOf(separator, from);
    if (to < 0 || to >= end) break;
    fields.push(text.slice(from, to));
    from = to + separator.length;
  }
  fields.push(text.slice(from, end));
  return fields;
}
