import { usualPage } from '../../src/db/page-limit.ts';
import type { RequestFilter } from '../../src/db/request-filter.ts';
import type { Listed } from '../../src/domain/help-request.ts';
import { readDay } from '../../src/domain/period.ts';
import type { Channel } from '../../src/domain/submission.ts';

/** The views of the table by what stands in the address; the one that opens first has nothing there. */
export const tabs = [
  { name: 'to_import', query: 'da-importare' },
  { name: 'awaiting_operator', query: undefined },
  { name: 'without_volunteers', query: 'senza-volontari' },
  { name: 'dispatched', query: 'inviate' },
  { name: 'discarded', query: 'eliminate' },
  { name: 'all', query: 'tutte' },
] as const;
export type TabName = (typeof tabs)[number]['name'];

/** Whether requests of this view can be decided: all its rows have the same columns, whichever of them can be now. */
export function canBeDecided(tab: TabName): boolean {
  return tab === 'awaiting_operator' || tab === 'without_volunteers' || tab === 'all';
}

/** Which table is shown: a view, what is searched for, and what narrows it. All of it stands in its address. */
export type TableAddress = { tab: TabName; q: string; filter: RequestFilter; rows: RowsChoice };

/** How many rows at most: a screen or two; a morning's work; all there is on a day of emergency. */
export const rowsChoices = [usualPage, 200, 1_000] as const;
export type RowsChoice = (typeof rowsChoices)[number];

/** Longer than any name, telephone or reference; the rest of a longer text would find nothing. */
export const longestSearch = 100;

const channels = { cittadino: 'citizen', ufficio: 'office' } as const satisfies Record<string, Channel>;

type Lists = { needs: Listed[]; zones: Listed[] };

/** Reads which table an address means; a view, code or day that there is not narrows nothing. */
export function readTableAddress(query: (name: string) => string | undefined, { needs, zones }: Lists): TableAddress {
  const need = needs.find(({ code }) => code === query('bisogno'))?.code;
  const zone = zones.find(({ code }) => code === query('zona'))?.code;
  const channel = Object.entries(channels).find(([name]) => name === query('canale'))?.[1];
  const [from, to] = [readDay(query('dal')), readDay(query('al'))];
  return {
    tab: tabs.find((tab) => tab.query === query('stato'))?.name ?? 'awaiting_operator',
    q: (query('q') ?? '').trim().slice(0, longestSearch),
    filter: {
      ...(need !== undefined && { need }),
      ...(zone !== undefined && { zone }),
      ...(channel !== undefined && { channel }),
      ...(query('ritardo') === 'si' && { late: true }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    },
    rows: rowsChoices.find((rows) => String(rows) === query('righe')) ?? usualPage,
  };
}

/** The filters as they stand in the address, each under its name there. */
export function listFilters(filter: RequestFilter): [name: keyof RequestFilter, query: string, value: string][] {
  const channel = Object.entries(channels).find(([, one]) => one === filter.channel)?.[0];
  const all: [keyof RequestFilter, string, string | undefined][] = [
    ['need', 'bisogno', filter.need],
    ['zone', 'zona', filter.zone],
    ['channel', 'canale', channel],
    ['late', 'ritardo', filter.late ? 'si' : undefined],
    ['from', 'dal', filter.from],
    ['to', 'al', filter.to],
  ];
  return all.filter((one): one is [keyof RequestFilter, string, string] => one[2] !== undefined);
}

function toQuery({ tab, q, filter, rows }: TableAddress): URLSearchParams {
  const query = new URLSearchParams();
  const stato = tabs.find(({ name }) => name === tab)?.query;
  if (stato !== undefined) query.set('stato', stato);
  if (q !== '') query.set('q', q);
  for (const [, name, value] of listFilters(filter)) query.set(name, value);
  if (rows !== usualPage) query.set('righe', String(rows));
  return query;
}

/** Where a table is, with only what differs from its beginning; `more` is where it goes on, or what it should say. */
export function tablePath(slug: string, address: TableAddress, more: Record<string, string> = {}): string {
  const query = toQuery(address);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `/${slug}/console${query.size === 0 ? '' : `?${query}`}`;
}

/** The name under which other pages carry the table that somebody came from. */
export const listField = 'elenco';

/** What these pages carry: empty for the table that opens first. */
export function writeList(address: TableAddress): string {
  return toQuery(address).toString();
}

export function readList(carried: string | undefined, lists: Lists): TableAddress {
  const query = new URLSearchParams(carried ?? '');
  return readTableAddress((name) => query.get(name) ?? undefined, lists);
}

/** The address of a page that belongs to a request, carrying along the table that somebody came from. */
export function withList(path: string, list: string): string {
  return list === '' ? path : `${path}?${new URLSearchParams({ [listField]: list })}`;
}
