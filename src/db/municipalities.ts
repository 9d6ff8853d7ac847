import { sql } from 'kysely';
import type { Listed } from '../domain/help-request.ts';
import type { FooterLinks } from '../domain/municipality-settings.ts';
import { type Policy, policy } from '../domain/policy.ts';
import type { CharacteristicLists } from '../domain/volunteer.ts';
import type { Db } from './database.ts';

/** A Comune as its public pages and its forms need it. */
export type Municipality = {
  id: string;
  slug: string;
  name: string;
  officeTelephone: string;
  /** Whether clerks may fill in the form for somebody who telephoned. */
  officeChannel: boolean;
  /** Whether the console opens only to operators whose sign-in asks for a second factor. */
  secondFactorRequired: boolean;
  /** For how many seconds a decision pressed on a page can be undone before it is carried out; 0 for not at all. */
  undoSeconds: number;
  footerLinks: FooterLinks;
  /** Its own words on its first page. */
  helpText: string | null;
  /** The hash of its coat of arms or logo, which stands in the picture's address. */
  logo: string | null;
  needs: Listed[];
  zones: Listed[];
  skills: Listed[];
  languages: Listed[];
  /** What is not offered any more, for the labels of what still refers to it. */
  retired: CharacteristicLists;
};

/** The columns that the links of the footer are made of, by the links' own names. */
export const footerLinkColumns = [
  'accessibility_link as accessibility',
  'legal_notes_link as legalNotes',
  'faq_link as faq',
  'report_inefficiency_link as reportInefficiency',
  'portal_link as portal',
  'services_link as services',
] as const;

/** The links as those columns keep them. */
export function toFooterLinkColumns(links: FooterLinks) {
  return {
    accessibility_link: links.accessibility,
    legal_notes_link: links.legalNotes,
    faq_link: links.faq,
    report_inefficiency_link: links.reportInefficiency,
    portal_link: links.portal,
    services_link: links.services,
  };
}

/** Takes the links out of a row that was read with those columns. */
export function splitFooterLinks<T extends FooterLinks>(row: T) {
  const { accessibility, legalNotes, faq, reportInefficiency, portal, services, ...own } = row;
  const links: FooterLinks = { accessibility, legalNotes, faq, reportInefficiency, portal, services };
  return { own, footerLinks: links };
}

export async function listMunicipalities(db: Db): Promise<{ id: string; slug: string; name: string }[]> {
  return await db.selectFrom('municipality').select(['id', 'slug', 'name']).orderBy('name').execute();
}

/** Whose id has been looked up: no Comune changes its slug, and every call asks for it. */
const knownIds = new WeakMap<Db, Map<string, string>>();

/**
 * The id of the Comune of this slug, which is found also outside of any Comune's work; looked up once, since who looks
 * outside and then works inside has its connection told the Comune twice.
 */
export async function findMunicipalityId(db: Db, slug: string): Promise<string | undefined> {
  const known = knownIds.get(db) ?? new Map<string, string>();
  knownIds.set(db, known);
  const id = known.get(slug);
  if (id !== undefined) return id;
  const row = await db.selectFrom('municipality').select('id').where('slug', '=', slug).executeTakeFirst();
  if (row !== undefined) known.set(slug, row.id);
  return row?.id;
}

export function forgetMunicipalityId(db: Db, slug: string): void {
  knownIds.get(db)?.delete(slug);
}

/** One query for the Comune with its lists, each in the Comune's own order. */
export async function findMunicipality(db: Db, slug: string): Promise<Municipality | undefined> {
  const listOf = (table: 'need' | 'zone' | 'skill' | 'language') =>
    sql<Entry[]>`coalesce((
      select json_agg(
        json_build_object('code', l.code, 'label', l.label, 'retired', l.retired_at is not null)
        order by case when l.retired_at is null then l.position end, case when l.retired_at is not null then l.label end,
          l.code)
      from ${sql.table(table)} l where l.municipality_id = municipality.id), '[]'::json)`;
  const row = await db
    .selectFrom('municipality')
    .select([
      'id',
      'slug',
      'name',
      'office_telephone as officeTelephone',
      'office_channel as officeChannel',
      'second_factor_required as secondFactorRequired',
      'undo_seconds as undoSeconds',
      'help_text as helpText',
      ...footerLinkColumns,
      (eb) =>
        eb
          .selectFrom('municipality_logo')
          .select('hash')
          .whereRef('municipality_logo.municipality_id', '=', 'municipality.id')
          .as('logo'),
      listOf('need').as('needs'),
      listOf('zone').as('zones'),
      listOf('skill').as('skills'),
      listOf('language').as('languages'),
    ])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { own: read, footerLinks } = splitFooterLinks(row);
  const { needs, zones, skills, languages, ...own } = read;
  const lists = { needs, zones, skills, languages };
  return { ...own, footerLinks, ...pick(lists, false), retired: pick(lists, true) };
}

type Entry = Listed & { retired: boolean };
type EntryLists = Record<keyof CharacteristicLists, Entry[]>;

/** The entries that are offered, or those that are not any more. */
function pick({ needs, zones, skills, languages }: EntryLists, retired: boolean): CharacteristicLists {
  const of = (entries: Entry[]) =>
    entries.filter((entry) => entry.retired === retired).map(({ code, label }) => ({ code, label }));
  return { needs: of(needs), zones: of(zones), skills: of(skills), languages: of(languages) };
}

/** A first pause of 5 s gives a server that greylists a chance; the longest is a tenth of the whole time. */
const mailFirstPauseMs = 5_000;
/** A live worker speaks every 2.5 s; after four times that it is taken for dead, and the email goes to another one. */
const heartbeatMs = 10_000;

/** The columns that a policy is made of. */
export const policyColumns = ['volunteers_per_request', 'late_after_seconds', 'mail_retry_seconds'] as const;

type PolicyRow = { volunteers_per_request: number; late_after_seconds: number; mail_retry_seconds: number };

/** The Comune's settings, as a run of its workflow takes them with it. */
export async function readPolicy(db: Db, municipalityId: string): Promise<Policy> {
  const row = await db
    .selectFrom('municipality')
    .select(policyColumns)
    .where('id', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return toPolicy(row);
}

export function toPolicy(row: PolicyRow): Policy {
  return policy.parse({
    volunteers: row.volunteers_per_request,
    lateAfterMs: row.late_after_seconds * 1000,
    mailRetryMs: row.mail_retry_seconds * 1000,
    mailFirstPauseMs,
    heartbeatMs,
  });
}

/** One writer at a time for what touches many requests of a Comune; rows that refer to it can still be added. */
export async function lockMunicipality(tx: Db, municipalityId: string): Promise<void> {
  await tx
    .selectFrom('municipality')
    .select('id')
    .where('id', '=', municipalityId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}
