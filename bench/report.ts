import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Machine } from './machine.ts';
import { median, round, type Spread, spreadOf } from './statistics.ts';

/** One measured number, and the bar it is held to; a figure without a bar is only told. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  bar: string | null;
  holds: boolean | null;
  spread: Spread;
  detail?: Record<string, number | string>;
};

type Bar = { text: string; holds(value: number): boolean };

export const atLeast = (limit: number): Bar => ({ text: `≥ ${limit}`, holds: (value) => value >= limit });
export const atMost = (limit: number): Bar => ({ text: `≤ ${limit}`, holds: (value) => value <= limit });

/** A figure from repeated measurements: their median, held to the bar before it is rounded. */
export function toFigure(measured: {
  name: string;
  values: readonly number[];
  unit: string;
  bar?: Bar;
  detail?: Record<string, number | string>;
}): Figure {
  const { name, values, unit, bar, detail } = measured;
  const value = median(values);
  const { min, max, runs } = spreadOf(values);
  return {
    name,
    value: round(value),
    unit,
    bar: bar?.text ?? null,
    holds: bar?.holds(value) ?? null,
    spread: { min: round(min), max: round(max), runs },
    ...(detail !== undefined && { detail }),
  };
}

/** Prints a line a figure, and beneath it what it is made of. */
export function printTable(figures: readonly Figure[]): void {
  const verdict = (holds: boolean | null) => (holds === null ? '' : holds ? 'holds' : 'DOES NOT HOLD');
  console.log(['figure', 'value', 'unit', 'bar', '', 'spread (runs)'].map(pad).join(''));
  for (const { name, value, unit, bar, holds, spread, detail } of figures) {
    const cells = [
      name,
      String(value),
      unit,
      bar ?? '',
      verdict(holds),
      `${spread.min}–${spread.max} (${spread.runs})`,
    ];
    console.log(cells.map(pad).join(''));
    if (detail !== undefined) {
      console.log(
        `    ${Object.entries(detail)
          .map(([key, what]) => `${key}: ${what}`)
          .join('; ')}`,
      );
    }
  }
}

const widths = [28, 9, 7, 8, 15, 0];

function pad(cell: string, column: number): string {
  return cell.padEnd(widths[column] ?? 0);
}

const folder = fileURLToPath(new URL('results/', import.meta.url));

/** Writes `bench/results/<name>.json`, which is committed. */
export function writeResults(name: string, machine: Machine, figures: readonly { name: string }[]): void {
  mkdirSync(folder, { recursive: true });
  const results = { name, machine, at: new Date().toISOString(), figures };
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(results, null, 2)}\n`);
}

const written = z.object({ figures: z.array(z.looseObject({ name: z.string() })) });

/** The same for a part of the figures: those that were not measured again stay as they were, where they were. */
export function updateResults(name: string, machine: Machine, figures: readonly Figure[]): void {
  const file = `${folder}${name}.json`;
  const earlier = existsSync(file) ? written.parse(JSON.parse(readFileSync(file, 'utf8'))).figures : [];
  const anew = new Map<string, { name: string }>(figures.map((figure) => [figure.name, figure]));
  const kept = earlier.map((figure) => anew.get(figure.name) ?? figure);
  const added = figures.filter((figure) => !earlier.some((one) => one.name === figure.name));
  writeResults(name, machine, [...kept, ...added]);
}
