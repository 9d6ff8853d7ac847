import { countByStatus, listHelpRequests } from '../src/db/help-request-table.ts';
import { usualPage } from '../src/db/page-limit.ts';
import { countVolunteers, listVolunteers } from '../src/db/volunteer-table.ts';
import { readClock } from './clock.ts';
import { atMost, type Figure, toFigure } from './report.ts';
import { median } from './statistics.ts';
import { createTables, type Tables } from './volunteer-table-data.ts';

/** The bar holds a million to this many. */
const few = 1_000;
const today = '2026-11-24';
/** The two take turns, so that a change of the machine's mood hits both; the first turns only warm up. */
const turns = 60;
const warmUp = 10;
/** Each time a ratio of its own, and between the times the other figures: what the machine does besides shows. */
const times = 5;

/** What a page of the operators' tables asks for: of volunteers and of requests. */
const asked: Record<string, (tables: Tables) => Promise<unknown>> = {
  first: async ({ db, municipalityId }) => {
    await listVolunteers(db, { municipalityId, today, limit: usualPage });
    await listVolunteers(db, { municipalityId, today, approval: 'pending', limit: usualPage });
    await listHelpRequests(db, { municipalityId, status: 'awaiting_operator', limit: usualPage });
    await listHelpRequests(db, { municipalityId, limit: usualPage });
  },
  deep: async ({ db, municipalityId, deep }) => {
    await listVolunteers(db, { municipalityId, today, after: deep.volunteer, limit: usualPage });
    await listHelpRequests(db, { municipalityId, cursor: deep.request, limit: usualPage });
  },
  counts: async ({ db, municipalityId }) => {
    await countVolunteers(db, { municipalityId, today });
    await countByStatus(db, municipalityId);
  },
};

/**
 * How much longer the operators' pages take with many rows than with a thousand.
 * @param serverUrl a database of the server, whose role may create others and leave constraints unchecked
 * @param many rows of each of the two tables
 */
export async function measureTables(serverUrl: string, many: number): Promise<Figure[]> {
  const small = await createTables(serverUrl, few);
  const large = await createTables(serverUrl, many);
  const taken = Object.entries(asked).map(([name, ask]) => ({ name, ask, medians: [] as Pair[] }));
  try {
    for (let time = 0; time < times; time += 1) {
      for (const { ask, medians } of taken) medians.push(await compare(ask, small, large));
    }
  } finally {
    await small.drop();
    await large.drop();
  }
  return taken.map(({ name, medians }) =>
    toFigure({
      name: `table_growth_${name}`,
      values: medians.map((pair) => pair.large / pair.small),
      unit: '×',
      bar: atMost(1.5),
      detail: {
        [`ms at ${few}`]: say(median(medians.map((pair) => pair.small))),
        [`ms at ${many}`]: say(median(medians.map((pair) => pair.large))),
      },
    }),
  );
}

/** Milliseconds, the same question to either database. */
type Pair = { small: number; large: number };

async function compare(ask: (tables: Tables) => Promise<unknown>, small: Tables, large: Tables): Promise<Pair> {
  const pairs: Pair[] = [];
  for (let turn = 0; turn < warmUp + turns; turn += 1) {
    const pair = { small: await timed(() => ask(small)), large: await timed(() => ask(large)) };
    if (turn >= warmUp) pairs.push(pair);
  }
  return { small: median(pairs.map((pair) => pair.small)), large: median(pairs.map((pair) => pair.large)) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = readClock();
  await work();
  return readClock() - begin;
}

const say = (ms: number) => ms.toFixed(2);
