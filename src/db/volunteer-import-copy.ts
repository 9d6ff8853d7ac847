import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { ReadRow } from '../volunteers/csv/read-row.ts';
import type { Bulk } from './bulk.ts';
import { connectForMunicipality } from './municipality-scope.ts';

/** Enough that PostgreSQL need not wait; the sixteen of a stream that is not told would only be held. */
const piecesAhead = 2;

const columns = `municipality_id, import_id, row, kind, family_name, given_name, email, telephone, birth_date, skills,
  zones, languages, vehicle, availability, max_open_offers, standing, errors`;

export type StagedRow = { row: number; read: ReadRow };

/**
 * Streams the rows of a file, many at a time, into their table, in one transaction: all of them stand there or none. Of the file only the
 * pieces under way are in memory, and who reads it waits for PostgreSQL.
 * @throws what reading throws, with nothing staged
 */
export async function copyRows(
  { pool }: Bulk,
  { municipalityId, importId }: { municipalityId: string; importId: string },
  rows: AsyncIterable<readonly StagedRow[]>,
): Promise<void> {
  const client = await connectForMunicipality(pool);
  let broken = true;
  try {
    await client.query('begin');
    // COPY goes into no table that has a policy: into one of this connection's own first.
    await client.query('create temporary table staged (like volunteer_import_row including defaults) on commit drop');
    const copy = client.query(from(`copy staged (${columns}) from stdin`));
    const pieces = toPieces(rows, `${municipalityId}\t${importId}`);
    await pipeline(Readable.from(pieces, { highWaterMark: piecesAhead }), copy);
    await client.query(`insert into volunteer_import_row (${columns}) select ${columns} from staged`);
    await client.query('commit');
    broken = false;
  } finally {
    // Whatever a COPY that was broken off leaves on its connection goes with it.
    client.release(broken);
  }
}

async function* toPieces(rows: AsyncIterable<readonly StagedRow[]>, owner: string): AsyncGenerator<Buffer> {
  for await (const some of rows) {
    let piece = '';
    for (const { row, read } of some) piece += `${owner}\t${row}\t${toFields(read)}\n`;
    if (piece !== '') yield Buffer.from(piece);
  }
}

/** COPY's text format: fields between tabs, `\N` for what is null. */
function toFields(read: ReadRow): string {
  if (read.kind === 'wrong') {
    const names = `${escapeText(read.familyName)}\t${escapeText(read.givenName)}`;
    return `error\t${names}${'\t\\N'.repeat(10)}\t${escapeText(JSON.stringify(read.errors))}`;
  }
  const { volunteer } = read;
  return [
    'new',
    escapeText(volunteer.familyName),
    escapeText(volunteer.givenName),
    escapeText(volunteer.email),
    volunteer.telephone,
    volunteer.birthDate ?? none,
    toArray(volunteer.skills),
    toArray(volunteer.zones),
    toArray(volunteer.languages),
    volunteer.vehicle ?? none,
    volunteer.availability ?? none,
    volunteer.maxOpenOffers ?? none,
    volunteer.standing ?? none,
    none,
  ].join('\t');
}

const none = '\\N';
const special = /[\\\t\n\r]/g;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapeText(text: string | undefined): string {
  return text === undefined ? none : text.replace(special, (character) => escapes[character] ?? '');
}

/** Codes have no character that an array's text would need quoted. */
function toArray(codes: readonly string[] | undefined): string {
  return codes === undefined ? none : `{${codes.join(',')}}`;
}
