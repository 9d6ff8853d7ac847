import type { Municipality } from '../../src/db/municipalities.ts';
import type { VolunteerFilter } from '../../src/db/volunteer-table.ts';
import type { Approval } from '../../src/domain/volunteer.ts';

/** The approvals as they stand in the address, in the order of the tabs. */
export const approvalTabs = [
  { approval: 'pending', query: 'da-approvare' },
  { approval: 'approved', query: 'approvati' },
  { approval: 'suspended', query: 'sospesi' },
  { approval: 'refused', query: 'non-accettati' },
] as const satisfies { approval: Approval; query: string }[];

/** Reads the filters of an address; a code that the Comune's lists don't have narrows nothing. */
export function readFilter(
  query: (name: string) => string | undefined,
  { skills, zones }: Pick<Municipality, 'skills' | 'zones'>,
): VolunteerFilter {
  const approval = approvalTabs.find((tab) => tab.query === query('stato'))?.approval;
  const skill = skills.find(({ code }) => code === query('competenza'))?.code;
  const zone = zones.find(({ code }) => code === query('zona'))?.code;
  const q = (query('q') ?? '').trim().slice(0, longestSearch);
  return {
    ...(approval !== undefined && { approval }),
    ...(skill !== undefined && { skill }),
    ...(zone !== undefined && { zone }),
    ...(query('pausa') === 'si' && { paused: true }),
    ...(query('email') === 'non-valida' && { emailInvalid: true }),
    ...(q !== '' && { q }),
  };
}

/** Longer than any name, telephone or address; the rest of a longer text would find nothing. */
const longestSearch = 100;

/** A filter with changes; `undefined` takes one away. */
export type FilterChanges = { [name in keyof VolunteerFilter]?: VolunteerFilter[name] | undefined };

/** What stands in the address of a filtered table, by its name there. */
export function toQuery(filter: FilterChanges): [string, string][] {
  const approval = approvalTabs.find((tab) => tab.approval === filter.approval)?.query;
  const all: [string, string | undefined][] = [
    ['stato', approval],
    ['competenza', filter.skill],
    ['zona', filter.zone],
    ['pausa', filter.paused ? 'si' : undefined],
    ['email', filter.emailInvalid ? 'non-valida' : undefined],
    ['q', filter.q],
  ];
  return all.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
}

/** The address of the table with these filters, from its beginning or going on after a row. */
export function volunteersPath(slug: string, filter: FilterChanges = {}, after?: string): string {
  const query = new URLSearchParams(toQuery(filter));
  if (after !== undefined) query.set('dopo', after);
  return `/${slug}/console/volontari${query.size === 0 ? '' : `?${query}`}`;
}

/** The address of one volunteer's page, with the code of what it should say has just happened. */
export function volunteerPath(slug: string, id: string, code?: string): string {
  return `/${slug}/console/volontari/${id}${code === undefined ? '' : `?esito=${code}`}`;
}
