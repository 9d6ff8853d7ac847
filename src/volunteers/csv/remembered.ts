/** How many different cells are remembered: a file has few, and what one has cost once it costs no more. */
const mostRemembered = 10_000;
/** What is longer is seldom there twice, and ten thousand of them would be a file's worth. */
const longestRemembered = 200;

/** Remembers what a cell of few different values, a list or a yes or no, was read as. */
export function remembered<T>(read: (cell: string) => T): (cell: string) => T {
  const known = new Map<string, { value: T }>();
  return (cell) => {
    const found = known.get(cell);
    if (found !== undefined) return found.value;
    const value = read(cell);
    if (cell.length > longestRemembered) return value;
    if (known.size >= mostRemembered) known.clear();
    // A cell is a view of its whole piece of the file, which would stay in memory with it: a copy is kept.
    known.set(Buffer.from(cell, 'utf16le').toString('utf16le'), { value });
    return value;
  };
}
