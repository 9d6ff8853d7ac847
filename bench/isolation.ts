import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Db, openDatabase } from '../src/db/database.ts';
import { countByStatus, listHelpRequests } from '../src/db/help-request-table.ts';
import { forMunicipality } from '../src/db/municipality-scope.ts';
import { usualPage } from '../src/db/page-limit.ts';
import { selectVolunteers } from '../src/db/selection.ts';
import { chooseAnyPort } from '../src/embedded/ports.ts';
import { startPostgres } from '../src/embedded/postgres.ts';
import { killRecorded, stopRecorded } from '../src/embedded/process-records.ts';
import { readClock } from './clock.ts';
import { describeMachine } from './machine.ts';
import { atMost, type Figure, printTable, toFigure, writeResults } from './report.ts';
import { mailDomain, undo } from './selection-growth.ts';
import { addToSelect } from './selections.ts';
import { median, round } from './statistics.ts';
import { createWorld, type World } from './volunteer-world.ts';

// `npm run bench -- isolation`: what it costs that PostgreSQL keeps the Comuni apart. The same transaction once as the
// role that sees one Comune, once as the owner, whom no policy concerns, in turns.

const people = 50_000;
const comuni = 10;
const turns = 200;
const warmUp = 30;
/** Each a ratio of its own: what the machine does besides shows between them. */
const times = 5;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const dataDir = mkdtempSync(join(tmpdir(), 'easycare-bench-'));
// As root, PostgreSQL runs under another name and must pass through.
chmodSync(dataDir, 0o711);
process.once('exit', () => {
  killRecorded(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
});
const postgres = await startPostgres({ dataDir, port: await chooseAnyPort(), log: () => {} });
const world = await createWorld(postgres.ownerUrl, { volunteers: people, requests: people, comuni });
await sql`vacuum analyze`.execute(world.db);
const appUrl = Object.assign(new URL(postgres.url), { pathname: new URL(world.url).pathname }).href;
const sides = {
  confined: openDatabase(appUrl, { max: 1, plannedOnce: true }),
  owner: openDatabase(world.url, { max: 1, plannedOnce: true }),
};
const municipalityId = world.municipalities[0] ?? '';
/** The requests for which volunteers were chosen since they were last as before. */
const chosen: string[] = [];

const figures = [
  await compare('console_page_rls_ratio', async () => async (db) => {
    await db.transaction().execute(async (tx) => {
      await listHelpRequests(tx, { municipalityId, status: 'awaiting_operator', limit: usualPage });
      await countByStatus(tx, municipalityId);
    });
  }),
  await compare('selection_rls_ratio', prepareSelections),
];
printTable(figures);
writeResults('isolation', await describeMachine(world), figures);
for (const db of [...Object.values(sides), world.db]) await db.destroy();
await stopRecorded(dataDir);
process.exit(figures.some(({ holds }) => holds === false) ? 1 : 0);

/** One of many equal selections, each undone by the owner, so that all find the same volunteers. */
async function prepareSelections(): Promise<(db: Db) => Promise<void>> {
  const own: World = {
    ...world,
    municipalities: world.municipalities.slice(0, 1),
    operators: world.operators.slice(0, 1),
  };
  const ready = await addToSelect(own, 2 * (turns + warmUp), () => ({ skills: ['comune'] }));
  return async (db) => {
    const one = ready.pop();
    if (one === undefined) throw new Error('a request of the benchmark is not there');
    await selectVolunteers(db, { ...one, volunteers: 5, mailDomain });
    chosen.push(one.requestId);
  };
}

/** @param prepare for each of the times, what is then done in turns */
async function compare(name: string, prepare: () => Promise<(db: Db) => Promise<void>>): Promise<Figure> {
  const medians: { confined: number; owner: number }[] = [];
  for (let time = 0; time < times; time += 1) {
    const work = await prepare();
    const taken = { confined: [] as number[], owner: [] as number[] };
    for (let turn = 0; turn < warmUp + turns; turn += 1) {
      for (const side of turn % 2 === 0 ? (['confined', 'owner'] as const) : (['owner', 'confined'] as const)) {
        const begin = readClock();
        await forMunicipality(municipalityId, () => work(sides[side]));
        if (turn >= warmUp) taken[side].push(readClock() - begin);
        for (const requestId of chosen.splice(0)) await undo(world, requestId);
      }
    }
    medians.push({ confined: median(taken.confined), owner: median(taken.owner) });
  }
  return toFigure({
    name,
    values: medians.map(({ confined, owner }) => confined / owner),
    unit: 'ratio',
    bar: atMost(1.15),
    detail: {
      'ms with the policies': round(median(medians.map(({ confined }) => confined))),
      'ms without': round(median(medians.map(({ owner }) => owner))),
      'rows of each table': people,
      comuni,
      turns,
    },
  });
}
