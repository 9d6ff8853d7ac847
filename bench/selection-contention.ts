import { sql } from 'kysely';
import { selectVolunteers } from '../src/db/selection.ts';
import { readClock } from './clock.ts';
import { atLeast, type Figure, toFigure } from './report.ts';
import { mailDomain } from './selection-growth.ts';
import { addToSelect } from './selections.ts';
import { round } from './statistics.ts';
import { ownSkills, type World } from './volunteer-world.ts';

const rounds = 5;
/** Selections that each of the 64 makes, one after another. */
const each = 6;

/** 64 selections at once that want the same volunteers, over 64 at once that each want their own. */
export async function measureContention(world: World): Promise<Figure[]> {
  const disjoint: number[] = [];
  const overlapping: number[] = [];
  await run(world, (at) => at % ownSkills);
  for (let round = 0; round < rounds; round += 1) {
    disjoint.push(await run(world, (at) => at % ownSkills));
    overlapping.push(await run(world, () => round));
  }
  const { rows } = await sql<{ broken: number }>`
    select count(*)::int as broken from volunteer v join volunteer_load l using (id)
    where l.open_offers > v.max_open_offers`.execute(world.db);
  const broken = rows[0]?.broken ?? -1;
  return [
    toFigure({
      name: 'contended_vs_disjoint',
      values: overlapping.map((rate, at) => rate / (disjoint[at] ?? 1)),
      unit: 'x',
      bar: atLeast(0.7),
      detail: {
        'disjoint, a second': disjoint.map(round).join(' '),
        'overlapping, a second': overlapping.map(round).join(' '),
      },
    }),
    toFigure({
      name: 'caps_broken',
      values: [broken],
      unit: '',
      bar: { text: '0', holds: (value) => value === 0 },
    }),
  ];
}

/** @returns selections a second, all of which found their five */
async function run(world: World, skillOf: (at: number) => number): Promise<number> {
  const ready = await addToSelect(world, ownSkills * each, (at) => ({ skills: [`d${skillOf(at)}`] }));
  const begin = readClock();
  await Promise.all(
    Array.from({ length: ownSkills }, async (_, lane) => {
      for (let at = lane; at < ready.length; at += ownSkills) {
        const one = ready[at];
        if (one === undefined) continue;
        const selection = await selectVolunteers(world.db, { ...one, volunteers: 5, mailDomain });
        if (selection.kind !== 'selected' || selection.offers.length !== 5) throw new Error('fewer than five');
      }
    }),
  );
  return (ready.length / (readClock() - begin)) * 1000;
}
