import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/db/database.ts';
import { chooseAnyPort } from '../src/embedded/ports.ts';
import { startPostgres } from '../src/embedded/postgres.ts';
import { killRecorded, stopRecorded } from '../src/embedded/process-records.ts';
import { readClock } from './clock.ts';
import { explainCases } from './explain-selection.ts';
import { describeMachine } from './machine.ts';
import { type Figure, printTable, updateResults } from './report.ts';
import { measureContention } from './selection-contention.ts';
import { measureGrowth, measureQuery } from './selection-growth.ts';
import { measureImport } from './volunteer-import.ts';
import { measureTables } from './volunteer-table.ts';
import { createWorld, type World } from './volunteer-world.ts';

// `npm run bench -- matching`: choosing five among a million, on data made here. `npm run bench -- matching growth`
// measures that group alone and leaves the other figures in the results as they are; `--small` makes a twentieth of the
// data, to see whether all of it works, and only prints.

const groupNames = ['contention', 'query', 'growth', 'spread', 'tables', 'import'];
const asked = process.argv.slice(3).filter((word) => word !== '--small');
const unknown = asked.filter((name) => !groupNames.includes(name));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}; there are: ${groupNames.join(', ')}.`);
  process.exit(2);
}
const isSmall = process.argv.includes('--small');
const many = isSmall ? 50_000 : 1_000_000;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const dataDir = mkdtempSync(join(tmpdir(), 'easycare-bench-'));
// As root, PostgreSQL runs under another name and must pass through.
chmodSync(dataDir, 0o711);
const discard = () => {
  killRecorded(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
};
process.once('exit', discard);
// As a server with a million people would be set up: memory for its data, and checkpoints that are not forced.
const postgres = await startPostgres({
  dataDir,
  port: await chooseAnyPort(),
  postgresFlags: ['shared_buffers=2GB', 'max_wal_size=8GB', 'max_connections=300'].flatMap((flag) => ['-c', flag]),
  log: () => {},
});

async function make(volunteers: number, comuni: number): Promise<World> {
  const begin = readClock();
  const world = await createWorld(postgres.ownerUrl, { volunteers, comuni, requests: volunteers });
  console.log(
    `${volunteers} volunteers and as many requests in ${comuni} Comuni: ${Math.round((readClock() - begin) / 1000)} s`,
  );
  return world;
}
/** Made when a group first asks for it: who measures one group does not wait for the data of the others. */
function makeOnce(volunteers: number): () => Promise<World> {
  let made: Promise<World> | undefined;
  return () => {
    made ??= make(volunteers, 1);
    return made;
  };
}
const small = makeOnce(10_000);
const large = makeOnce(many);

const groups: Record<string, () => Promise<Figure[]>> = {
  contention: async () => measureContention(await large()),
  query: async () => {
    await explainCases(await large());
    return measureQuery(await large());
  },
  growth: async () => measureGrowth('selection_growth', await small(), await large()),
  spread: async () => measureGrowth('selection_spread', await make(10_000, 1), await make(many, isSmall ? 50 : 1_000)),
  tables: () => measureTables(postgres.ownerUrl, many),
  import: measureImport,
};
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(groups)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`Measuring ${name}…`);
  const measured = await measure();
  printTable(measured);
  figures.push(...measured);
}
if (!isSmall) {
  const db = openDatabase(postgres.ownerUrl, { max: 1 });
  updateResults('matching', await describeMachine({ db }), figures);
  await db.destroy();
}
await stopRecorded(dataDir);
process.exit(figures.some(({ holds }) => holds === false) ? 1 : 0);
