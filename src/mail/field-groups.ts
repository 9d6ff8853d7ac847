/** Fields by their lower-case name; a name that came several times has several values. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/**
 * Takes text of header fields apart: `Name: value` lines, folded ones joined, groups apart by blank lines (RFC 5322, 2.2;
 * RFC 3464, 2.1). What is no field is left out.
 */
export function readFieldGroups(text: string): Fields[] {
  const groups: Map<string, string[]>[] = [];
  let group: Map<string, string[]> | undefined;
  let values: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^[ \t]*$/.test(line)) {
      group = undefined;
      values = undefined;
    } else if (/^[ \t]/.test(line)) {
      if (values !== undefined) values.push(`${values.pop() ?? ''} ${line.trim()}`);
    } else {
      const [, name, value = ''] = /^([!-9;-~]{1,100})[ \t]*:(.*)$/.exec(line) ?? [];
      if (name === undefined) {
        values = undefined;
        continue;
      }
      if (group === undefined) {
        group = new Map();
        groups.push(group);
      }
      values = group.get(name.toLowerCase()) ?? [];
      values.push(value.trim());
      group.set(name.toLowerCase(), values);
    }
  }
  return groups;
}

/** The value of a field that stands there exactly once; one that contradicts itself says nothing. */
export function onlyValue(fields: Fields | undefined, name: string): string | undefined {
  const values = fields?.get(name);
  return values?.length === 1 ? values[0]?.trim() : undefined;
}
