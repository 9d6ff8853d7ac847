/** Marks of an axis from 0 to at least `most`: up to six, in whole steps of 1, 2 or 5 times a power of ten. */
export function chooseTicks(most: number): number[] {
  const rough = Math.max(most / 5, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5].map((one) => one * power).find((one) => one >= rough) ?? 10 * power;
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

/** Which of so many labels are written, so that none runs into the next: the first of every few. */
export function thinOut(labels: number, mostWritten: number): number {
  return Math.max(1, Math.ceil(labels / mostWritten));
}

/** A length in the chart, short enough to be sent. */
export function round(length: number): number {
  return Math.round(length * 10) / 10;
}
