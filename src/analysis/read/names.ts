/** Column names of a header: trimmed, an empty one by its place, a repeated one with "#2", "#3". */
export function uniqueNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  const times = new Map<string, number>();
  return header.map((text, index) => {
    const plain = text.trim() || `column ${index + 1}`;
    let name = plain;
    while (used.has(name)) {
      const count = (times.get(plain) ?? 1) + 1;
      times.set(plain, count);
      name = `${plain}#${count}`;
    }
    used.add(name);
    return name;
  });
}

/** Names of a header that stand in it before. */
export function repeatedNames(header: readonly string[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const text of header) {
    const name = text.trim();
    if (name !== "" && seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return [...repeated];
}

/** Names are compared after trim, lower case, and with blanks, "_", "-" and "." alike. */
export function normalizeName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_.-]+/g, "_");
}
