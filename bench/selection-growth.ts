import { sql } from 'kysely';
import { openDatabase } from '../src/db/database.ts';
import { findEligible } from '../src/db/eligibility.ts';
import { readRequirements } from '../src/db/requirements.ts';
import { chooseAndOffer } from '../src/db/selection.ts';
import { countForRecord } from '../src/db/selection-records.ts';
import { readClock } from './clock.ts';
import { explainCases } from './explain-selection.ts';
import { atMost, type Figure, printTable, toFigure } from './report.ts';
import { type Asked, addToSelect, cases } from './selections.ts';
import { median, round } from './statistics.ts';
import { inBulk, rebuildCandidates, type World } from './volunteer-world.ts';

const runs = 200;
const warmUp = 10;
/** A case that takes longer ends after fewer runs, but for these. */
const longestMs = 30_000;
const fewestRuns = 10;
export const mailDomain = 'comune.example';

/** Both ends of a measurement: what most see, and what the unlucky see. */
const marks = { p50: 0.5, p95: 0.95 } as const;
type Times = number[];
const at = (times: Times, part: number) => times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0;

/**
 * The whole selection transaction at a million volunteers over that at ten thousand, case by case.
 * @param name of the figures, each with the case and the mark after it
 */
export async function measureGrowth(name: string, small: World, large: World): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [one, asked] of Object.entries(cases))
    figures.push(...(await compare(`${name}_${one}`, asked, small, large)));
  console.log('99 % of the volunteers reach their cap…');
  for (const world of [small, large]) await reachCaps(world);
  const capped: Asked = { skills: ['comune'] };
  await explainCases(large, { capped });
  figures.push(...(await compare(`${name}_capped`, capped, small, large)));
  return figures;
}

async function compare(name: string, asked: Asked, small: World, large: World): Promise<Figure[]> {
  const sides = {
    small: { world: small, times: [] as Times, counting: [] as Times, found: 0 },
    large: { world: large, times: [] as Times, counting: [] as Times, found: 0 },
  };
  const ready = [];
  for (const world of [small, large]) ready.push(await addToSelect(world, runs + warmUp, () => asked));
  const start = readClock();
  // In turns, so that a change of the machine's mood hits both.
  for (let run = 0; run < runs + warmUp; run += 1) {
    if (run >= warmUp + fewestRuns && readClock() - start > longestMs) break;
    for (const [at, side] of [sides.small, sides.large].entries()) {
      const one = ready[at]?.[run];
      if (one === undefined) throw new Error('a request of the benchmark is not there');
      // The counting, which costs the same everywhere, is told apart: it would hide what grows.
      const before = readClock();
      const narrowing = await countForRecord(side.world.db, one.requestId);
      const begin = readClock();
      const selection = await chooseAndOffer(side.world.db, { ...one, volunteers: 5, mailDomain }, narrowing);
      const took = readClock() - begin;
      side.counting.push(begin - before);
      await undo(side.world, one.requestId);
      if (run < warmUp) continue;
      side.times.push(took);
      if (selection.kind === 'selected') side.found += selection.offers.length;
    }
  }
  const figures = Object.entries(marks).map(([mark, part]) =>
    toFigure({
      name: `${name}_${mark}`,
      values: [at(sides.large.times, part) / at(sides.small.times, part)],
      unit: 'x',
      bar: atMost(1.5),
      detail: {
        [`at ${small.volunteers}, ms`]: round(at(sides.small.times, part)),
        [`at ${large.volunteers} in ${large.municipalities.length} Comuni, ms`]: round(at(sides.large.times, part)),
        'found on average': [sides.small, sides.large].map((side) => round(side.found / side.times.length)).join(', '),
        'counting, ms': `${round(median(sides.small.counting))}, ${round(median(sides.large.counting))}`,
        runs: sides.small.times.length,
      },
    }),
  );
  printTable(figures);
  return figures;
}

/**
 * Leaves the volunteers as they were before a request: else the ten thousand would soon all be at their caps, and of
 * those who fit a rare combination, always the same one here, none would stand in front any more.
 */
export async function undo({ db }: World, requestId: string): Promise<void> {
  await sql`
    with undone as (delete from offer where request_id = ${requestId} returning volunteer_id, reasons)
    update volunteer set last_offered_at = (reasons ->> 'lastOfferedAt')::timestamptz from undone
    where id = volunteer_id`.execute(db);
}

/** The choosing query over a primary-key fetch of five rows, both prepared, on one connection. */
export async function measureQuery(world: World): Promise<Figure[]> {
  const db = openDatabase(world.url, { max: 1, plannedOnce: true });
  const { rows } = await sql<{ id: string }>`select id from volunteer limit 5000`.execute(world.db);
  const detail: Record<string, string | number> = {};
  const ratios: number[] = [];
  for (const [name, asked] of Object.entries(cases)) {
    const ready = await addToSelect(world, runs, () => asked);
    const times = { query: [] as Times, key: [] as Times };
    const start = readClock();
    for (const [run, { requestId }] of ready.entries()) {
      if (run >= fewestRuns && readClock() - start > longestMs) break;
      const requirements = await readRequirements(db, requestId);
      if (requirements === undefined) throw new Error('a request of the benchmark is not there');
      const five = rows.slice((run * 5) % 4_995, ((run * 5) % 4_995) + 5).map(({ id }) => id);
      const begin = readClock();
      await sql`select * from volunteer where id = any (${five}::uuid[])`.execute(db);
      const between = readClock();
      await findEligible(db, requirements, 5);
      times.query.push(readClock() - between);
      times.key.push(between - begin);
    }
    const ratio = median(times.query) / median(times.key);
    ratios.push(ratio);
    detail[`${name}, x`] = round(ratio);
    detail[`${name}, ms`] = `${round(median(times.query))} / ${round(median(times.key))}`;
  }
  await db.destroy();
  const name = 'selection_vs_primary_key';
  return [toFigure({ name, values: [Math.max(...ratios)], unit: 'x', bar: atMost(5), detail })];
}

/** Gives 99 % of the volunteers as many open offers as they allow. */
async function reachCaps({ url }: World): Promise<void> {
  await inBulk(url, async (one) => {
    await sql`
      insert into offer (municipality_id, request_id, volunteer_id, decision_id, rank, reasons, expires_at)
      select municipality_id, uuidv7(), id, uuidv7(), 1, '{}', now() + interval '5 days' from volunteer
      where hashtext(id::text) % 100 <> 0 and open_offers = 0`.execute(one);
    await sql`
      update volunteer set max_open_offers = greatest(open_offers, 1), open_offers = greatest(open_offers, 1)
      where hashtext(id::text) % 100 <> 0`.execute(one);
    await sql`vacuum analyze offer`.execute(one);
    await sql`vacuum analyze volunteer`.execute(one);
    await rebuildCandidates(one);
  });
}
