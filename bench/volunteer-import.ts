import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { from } from 'pg-copy-streams';
import { type Bulk, openBulk } from '../src/db/bulk.ts';
import { createMunicipality } from '../src/db/create-municipality.ts';
import { openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { findMunicipality } from '../src/db/municipalities.ts';
import { beginImport, claimImport, discardImport } from '../src/db/volunteer-imports.ts';
import { demoMunicipality } from '../src/demo/demo-data.ts';
import { chooseAnyPort } from '../src/embedded/ports.ts';
import { startPostgres } from '../src/embedded/postgres.ts';
import { killRecorded, stopRecorded } from '../src/embedded/process-records.ts';
import { columns } from '../src/volunteers/csv/columns.ts';
import { applyClaimed } from '../src/volunteers/import.ts';
import { type ImportDependencies, readImport } from '../src/volunteers/read-import.ts';
import { atLeast, atMost, type Figure, toFigure } from './report.ts';
import { median, ratiosOf, round } from './statistics.ts';
import { writeVolunteerFile } from './volunteer-file.ts';
import { type Floor, timeInserts } from './volunteer-import-floor.ts';

const rows = 100_000;
const fewRows = 10_000;
const pairsMeasured = 3;
/** What ten times the rows may add to the process; the rows themselves, held, would be ten times that. */
const mostGrowthMb = 16;
const lookEveryMs = 20;

/** The whole import of a file, read to applied, over a bare COPY of it; and what it costs in memory. */
export async function measureImport(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'easycare-bench-'));
  // As root, PostgreSQL runs under another name and must pass through.
  chmodSync(dataDir, 0o711);
  const discard = () => {
    killRecorded(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('exit', discard);
  const port = await chooseAnyPort();
  const { ownerUrl: url } = await startPostgres({ dataDir, port, postgresFlags: [], log: () => {} });
  const db = openDatabase(url);
  await migrate(db);
  const bulk = openBulk(url);
  const [file, fewFile] = [join(dataDir, 'many.csv'), join(dataDir, 'few.csv')];
  await writeVolunteerFile(file, rows, demoMunicipality);
  await writeVolunteerFile(fewFile, fewRows, demoMunicipality);

  const deps = { db, bulk, now: () => new Date() };
  const pairs: { real: number; twin: number }[] = [];
  const parts: Parts[] = [];
  const floors: Floor[] = [];
  for (let pair = 0; pair < pairsMeasured; pair += 1) {
    const twin = await timeCopy(bulk, file);
    const part = await timeImport(deps, `pair-${pair}`, file);
    parts.push(part);
    // Rows a second: the shorter time is the larger number.
    pairs.push({ real: twin, twin: part.read + part.apply });
    const floor = await timeFloor(deps, `floor-${pair}`, file);
    floors.push(floor);
    console.log(`  read ${round(part.read)}, apply ${round(part.apply)}, bare COPY ${round(twin)} ms`);
    console.log(`  the same rows inserted ${round(floor.kept)}, with neither keys nor indexes ${round(floor.bare)} ms`);
  }
  const growth: number[] = [];
  for (let run = 0; run < pairsMeasured; run += 1) {
    const [few, many] = [
      await weighImport(url, db, `few-${run}`, fewFile),
      await weighImport(url, db, `many-${run}`, file),
    ];
    console.log(`  peak ${round(few)} and ${round(many)} MB`);
    growth.push(many - few);
  }
  await bulk.db.destroy();
  await db.destroy();
  await stopRecorded(dataDir);
  process.off('exit', discard);
  rmSync(dataDir, { recursive: true, force: true });
  return [
    toFigure({
      name: 'import_vs_copy',
      values: ratiosOf(pairs),
      unit: 'ratio',
      bar: atLeast(0.5),
      detail: {
        rows,
        'read and previewed, median ms': round(median(parts.map(({ read }) => read))),
        'applied, median ms': round(median(parts.map(({ apply }) => apply))),
        'bare COPY, median ms': round(median(pairs.map(({ real }) => real))),
        'the same rows inserted, with all keys and indexes, median ms': round(median(floors.map(({ kept }) => kept))),
        'the same, with none, median ms': round(median(floors.map(({ bare }) => bare))),
      },
    }),
    toFigure({
      name: 'import_memory_mb',
      values: growth,
      unit: 'MB',
      bar: atMost(mostGrowthMb),
      detail: { 'more rows': rows - fewRows },
    }),
  ];
}

/** The same file into a table of as many columns of text, without an index. @returns milliseconds */
async function timeCopy({ pool, db }: Bulk, file: string): Promise<number> {
  const names = columns.map((column) => `${column} text`).join(', ');
  await sql.raw(`create table plain_volunteer (${names})`).execute(db);
  const client = await pool.connect();
  const begun = performance.now();
  await pipeline(
    createReadStream(file),
    client.query(from(`copy plain_volunteer from stdin (format csv, delimiter ';', header)`)),
  );
  const ms = performance.now() - begun;
  client.release();
  await sql`drop table plain_volunteer`.execute(db);
  return ms;
}

type Parts = { read: number; apply: number };

async function timeImport(deps: ImportDependencies, slug: string, file: string): Promise<Parts> {
  const municipality = await createComune(deps.db, slug);
  const begun = performance.now();
  const given = { municipalityId: municipality.id, fileName: 'many.csv', fileBytes: statSync(file).size };
  const importId = await beginImport(deps.db, given);
  const read = await readImport(deps, {
    municipality,
    importId,
    bytes: createReadStream(file),
    mostBytes: statSync(file).size,
  });
  const readAt = performance.now();
  const claimed = await claimImport(deps.db, municipality.id, importId, { withDuplicates: false });
  const { kind } = await applyClaimed(deps, municipality.id, importId);
  const appliedAt = performance.now();
  if (read !== 'ready' || !claimed || kind !== 'applied') throw new Error(`the import was ${read}, ${kind}`);
  return { read: readAt - begun, apply: appliedAt - readAt };
}

/** What any import of these rows costs after they were read: reading is left out, and so is all that is checked. */
async function timeFloor(deps: ImportDependencies, slug: string, file: string): Promise<Floor> {
  const municipality = await createComune(deps.db, slug);
  const given = { municipalityId: municipality.id, fileName: 'many.csv', fileBytes: statSync(file).size };
  const importId = await beginImport(deps.db, given);
  await readImport(deps, { municipality, importId, bytes: createReadStream(file), mostBytes: given.fileBytes });
  const floor = await timeInserts(deps.bulk.db, importId);
  await discardImport(deps.db, municipality.id, importId);
  return floor;
}

async function createComune(db: ImportDependencies['db'], slug: string) {
  await createMunicipality(db, { ...demoMunicipality, slug });
  const municipality = await findMunicipality(db, slug);
  if (municipality === undefined) throw new Error('the Comune of the benchmark is not there');
  return municipality;
}

/** The most memory that the administrator's command ever had. @returns MB */
async function weighImport(url: string, db: ImportDependencies['db'], slug: string, file: string): Promise<number> {
  await createComune(db, slug);
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/cli.ts', 'volunteers', 'import', file, '--comune', slug],
    { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: url }, stdio: 'ignore' },
  );
  let peak = 0;
  const looking = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_000);
    } catch {
      // It has just ended.
    }
  }, lookEveryMs);
  const [code] = await once(child, 'exit');
  clearInterval(looking);
  if (code !== 0) throw new Error(`the import of ${slug} ended with ${code}`);
  return peak;
}
