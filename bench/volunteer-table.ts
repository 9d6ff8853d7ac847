import { countByStatus, listHelpRequests } from '../src/db/help-request-table.ts';
import { countVolunteers, listVolunteers } from '../src/db/volunteer-table.ts';
import { readClock } from './clock.ts';
import { atMost, type Figure, toFigure } from './report.ts';
import { median } from './statistics.ts';
import { createTables, type Tables } from './volunteer-table-data.ts';

/** The bar holds a million to this many. */
const few = 1_000;
const rowsAPage = 50;
const today = '2026-11-24';
/** The two take turns, so that a change of the machine's mood hits both; the first turns only warm up. */
const turns = 60;
const warmUp = 10;

/** What a page of the operators' tables asks for: of volunteers and of requests. */
const asked: Record<string, (tables: Tables) => Promise<unknown>> = {
  first: async ({ db, municipalityId }) => {
    await listVolunteers(db, { municipalityId, today, limit: rowsAPage });
    await listVolunteers(db, { municipalityId, today, approval: 'pending', limit: rowsAPage });
    await listHelpRequests(db, { municipalityId, status: 'awaiting_operator', limit: rowsAPage });
    await listHelpRequests(db, { municipalityId, limit: rowsAPage });
  },
  deep: async ({ db, municipalityId, deep }) => {
    await listVolunteers(db, { municipalityId, today, after: deep.volunteer, limit: rowsAPage });
    await listHelpRequests(db, { municipalityId, cursor: deep.request, limit: rowsAPage });
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
  try {
    const figures: Figure[] = [];
    for (const [name, ask] of Object.entries(asked)) {
      const times = { small: [] as number[], large: [] as number[] };
      for (let turn = 0; turn < warmUp + turns; turn += 1) {
        const pair = { small: await timed(() => ask(small)), large: await timed(() => ask(large)) };
        if (turn < warmUp) continue;
        times.small.push(pair.small);
        times.large.push(pair.large);
      }
      figures.push(
        toFigure({
          name: `table_growth_${name}`,
          values: [median(times.large) / median(times.small)],
          unit: '×',
          bar: atMost(1.5),
          detail: { [`ms at ${few}`]: say(median(times.small)), [`ms at ${many}`]: say(median(times.large)) },
        }),
      );
    }
    return figures;
  } finally {
    await small.drop();
    await large.drop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = readClock();
  await work();
  return readClock() - begin;
}

const say = (ms: number) => ms.toFixed(2);
