/** What repeated measurements came to; `min` and `max` are the extremes of the values that the median is of. */
export type Spread = { min: number; max: number; runs: number };

/** The middle value, or the mean of the two in the middle. @throws Error where there are none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('nothing was measured');
  return (upper + lower) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
  return { min: Math.min(...values), max: Math.max(...values), runs: values.length };
}

/** Each value over its partner from the same pair of blocks, so that a change of the machine's mood hits both. */
export function ratiosOf(pairs: readonly { real: number; twin: number }[]): number[] {
  return pairs.map(({ real, twin }) => real / twin);
}

/** To three significant digits: more would pretend. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
