import { sql } from 'kysely';
import {
  type EntryChange,
  type ListEntry,
  type ListKind,
  mostEntries,
  type NeedDefaults,
} from '../domain/comune-lists.ts';
import type { FieldError } from '../domain/errors.ts';
import { makeListCode } from '../domain/list-code.ts';
import { type Direction, move } from '../domain/settings.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import { changeSettings, lockSettings, readSettingsVersion, type SeenSettings } from './settings.ts';

export type ListView = { version: number; entries: ListEntry[] };

/** A list in the Comune's order, what is retired behind it, with the version of the settings it was read at. */
export async function readList(db: Db, municipalityId: string, kind: ListKind): Promise<ListView> {
  const version = await readSettingsVersion(db, municipalityId);
  return { version, entries: await readEntries(db, municipalityId, kind) };
}

async function readEntries(db: Db, municipalityId: string, kind: ListKind): Promise<ListEntry[]> {
  const codesOf = (table: string, of: string, code: string) => sql<string[]>`array(
    select ${sql.ref(`x.${code}`)} from ${sql.table(table)} x
    where x.municipality_id = l.municipality_id and ${sql.ref(`x.${of}`)} = l.code order by 1)`;
  const none = sql<string[]>`array[]::text[]`;
  const isNeed = kind === 'need';
  const { rows } = await sql<Omit<ListEntry, 'defaults'> & NeedDefaults>`
    select l.code, l.label, l.retired_at is not null as retired,
      ${isNeed ? sql.ref('l.vehicle') : sql.lit(false)} as vehicle,
      ${isNeed ? sql.ref('l.languages_match') : sql.lit('any')} as "languagesMatch",
      ${isNeed ? codesOf('need_skill', 'need_code', 'skill_code') : none} as skills,
      ${isNeed ? codesOf('need_language', 'need_code', 'language_code') : none} as languages,
      ${kind === 'zone' ? codesOf('zone_neighbour', 'zone_code', 'neighbour_code') : none} as neighbours
    from ${sql.table(kind)} l where l.municipality_id = ${municipalityId}
    order by l.retired_at is not null, l.position, l.code`.execute(db);
  return rows.map(({ vehicle, languagesMatch, skills, languages, ...entry }) => ({
    ...entry,
    defaults: { vehicle, languagesMatch, skills, languages },
  }));
}

export type AddOutcome = { kind: 'added'; code: string } | { kind: 'label_exists' | 'list_full' };

/** Adds an entry at the end of a list; nothing of a colleague's can be lost by that, whatever was seen. */
export async function addEntry(db: Db, municipalityId: string, kind: ListKind, label: string): Promise<AddOutcome> {
  return await db.transaction().execute(async (tx): Promise<AddOutcome> => {
    await lockSettings(tx, municipalityId);
    const entries = await readEntries(tx, municipalityId, kind);
    if (isTaken(label, entries)) return { kind: 'label_exists' };
    if (entries.length >= mostEntries[kind]) return { kind: 'list_full' };
    const codes = entries.map(({ code }) => code);
    const code = makeListCode(label, codes);
    await tx.insertInto(kind).values({ municipality_id: municipalityId, code, label, position: 0 }).execute();
    await storeOrder(tx, municipalityId, kind, [...inUse(entries), code]);
    await appendAudit(tx, municipalityId, { action: 'settings' });
    return { kind: 'added', code };
  });
}

export type ChangeOutcome =
  | { kind: 'saved' | 'stale' | 'not_found' | 'label_exists' }
  | { kind: 'invalid'; errors: FieldError[] };

/** Renames an entry, and gives a need its defaults or a zone its neighbours, both ways round. */
export async function changeEntry(
  db: Db,
  seen: SeenSettings,
  { kind, code }: { kind: ListKind; code: string },
  { label, defaults, neighbours }: EntryChange,
): Promise<ChangeOutcome> {
  const { municipalityId: municipality_id } = seen;
  return await changeSettings<ChangeOutcome>(db, seen, async (tx) => {
    const entries = await readEntries(tx, municipality_id, kind);
    const others = entries.filter((one) => one.code !== code);
    if (others.length === entries.length) return { kind: 'not_found' };
    if (isTaken(label, others)) return { kind: 'label_exists' };
    const errors = [
      ...(await findUnknown(tx, municipality_id, 'skill', defaults?.skills, 'skills')),
      ...(await findUnknown(tx, municipality_id, 'language', defaults?.languages, 'languages')),
      ...(neighbours?.every((one) => inUse(others).includes(one)) === false
        ? [{ path: 'neighbours', message: 'validation.choose' }]
        : []),
    ];
    if (errors.length > 0) return { kind: 'invalid', errors };
    await tx.updateTable(kind).set({ label }).where(ofEntry(municipality_id, code)).execute();
    if (kind === 'need' && defaults !== undefined) await storeDefaults(tx, municipality_id, code, defaults);
    if (kind === 'zone' && neighbours !== undefined) await storeNeighbours(tx, municipality_id, code, neighbours);
    return { kind: 'saved' };
  });
}

export async function moveEntry(
  db: Db,
  seen: SeenSettings,
  { kind, code }: { kind: ListKind; code: string },
  direction: Direction,
): Promise<{ kind: 'saved' | 'stale' | 'not_found' }> {
  return await changeSettings<{ kind: 'saved' | 'not_found' }>(db, seen, async (tx) => {
    const codes = inUse(await readEntries(tx, seen.municipalityId, kind));
    if (!codes.includes(code)) return { kind: 'not_found' };
    await storeOrder(tx, seen.municipalityId, kind, move(codes, code, direction));
    return { kind: 'saved' };
  });
}

/** Offers a retired entry again, at the end of its list. */
export async function restoreEntry(
  db: Db,
  seen: SeenSettings,
  { kind, code }: { kind: ListKind; code: string },
): Promise<{ kind: 'saved' | 'stale' | 'not_found' }> {
  return await changeSettings<{ kind: 'saved' | 'not_found' }>(db, seen, async (tx) => {
    const entries = await readEntries(tx, seen.municipalityId, kind);
    if (!entries.some((one) => one.code === code && one.retired)) return { kind: 'not_found' };
    await tx.updateTable(kind).set({ retired_at: null }).where(ofEntry(seen.municipalityId, code)).execute();
    await storeOrder(tx, seen.municipalityId, kind, [...inUse(entries), code]);
    return { kind: 'saved' };
  });
}

export function ofEntry(municipalityId: string, code: string) {
  return sql<boolean>`municipality_id = ${municipalityId} and code = ${code}`;
}

/** Two entries that read the same couldn't be told apart, a retired one and its namesake neither. */
function isTaken(label: string, others: ListEntry[]): boolean {
  const fold = (text: string) => text.toLocaleLowerCase('it');
  return others.some((one) => fold(one.label) === fold(label));
}

function inUse(entries: ListEntry[]): string[] {
  return entries.filter(({ retired }) => !retired).map(({ code }) => code);
}

async function storeOrder(tx: Db, municipalityId: string, kind: ListKind, codes: string[]): Promise<void> {
  await sql`
    update ${sql.table(kind)} l set position = o.position - 1
    from unnest(${codes}::text[]) with ordinality o (code, position)
    where l.municipality_id = ${municipalityId} and l.code = o.code and l.position <> o.position - 1`.execute(tx);
}

async function findUnknown(
  tx: Db,
  municipalityId: string,
  kind: ListKind,
  codes: string[] | undefined,
  path: string,
): Promise<FieldError[]> {
  if (codes === undefined || codes.length === 0) return [];
  const known = inUse(await readEntries(tx, municipalityId, kind));
  return codes.every((code) => known.includes(code)) ? [] : [{ path, message: 'validation.choose' }];
}

async function storeDefaults(
  tx: Db,
  municipality_id: string,
  need_code: string,
  defaults: NeedDefaults,
): Promise<void> {
  const need = { municipality_id, need_code };
  await tx
    .updateTable('need')
    .set({ vehicle: defaults.vehicle, languages_match: defaults.languagesMatch })
    .where(ofEntry(municipality_id, need_code))
    .execute();
  for (const [table, column, codes] of [
    ['need_skill', 'skill_code', defaults.skills],
    ['need_language', 'language_code', defaults.languages],
  ] as const) {
    await tx
      .deleteFrom(table)
      .where('municipality_id', '=', municipality_id)
      .where('need_code', '=', need_code)
      .execute();
    await sql`
      insert into ${sql.table(table)} (municipality_id, need_code, ${sql.ref(column)})
      select ${need.municipality_id}::uuid, ${need.need_code}::text, code from unnest(${[...new Set(codes)]}::text[]) code`.execute(
      tx,
    );
  }
}

/** What is next to a zone that is retired is not on the page, and stays. */
async function storeNeighbours(tx: Db, municipalityId: string, code: string, neighbours: string[]): Promise<void> {
  await sql`
    delete from zone_neighbour n using zone z
    where n.municipality_id = ${municipalityId} and z.municipality_id = n.municipality_id and z.retired_at is null
      and ((n.zone_code = ${code} and z.code = n.neighbour_code)
        or (n.neighbour_code = ${code} and z.code = n.zone_code))`.execute(tx);
  await sql`
    insert into zone_neighbour (municipality_id, zone_code, neighbour_code)
    select ${municipalityId}::uuid, pair.one, pair.other
    from unnest(${neighbours}::text[]) n, lateral (values (${code}::text, n), (n, ${code}::text)) pair (one, other)
    on conflict do nothing`.execute(tx);
}
