import { sql } from 'kysely';
import { type Slot, slotOf } from '../domain/availability.ts';
import type { RankingCriterion } from '../domain/selection.ts';
import type { Db } from './database.ts';

/** What a request requires of a volunteer, and by which rules its Comune chooses. */
export type Requirements = {
  municipalityId: string;
  requestId: string;
  need: string;
  zone: string;
  /** The zones beside it. */
  neighbours: string[];
  skills: string[];
  languages: string[];
  languagesMatch: 'any' | 'all';
  vehicle: boolean;
  slot: Slot | null;
  ranking: RankingCriterion[];
  coolOffSeconds: number;
  /** The lists of candidates that could be read, the shortest of the skills' first and that of everybody, '', last. */
  lists: { code: string; length: number }[];
  /** Whom the request's list passes over: who was asked before, and whom an operator left out or put in. */
  without: string[];
  /** Whom an operator put in, the first one first. */
  included: string[];
};

export async function readRequirements(db: Db, requestId: string): Promise<Requirements | undefined> {
  const row = await db
    .selectFrom('help_request')
    .innerJoin('municipality', 'municipality.id', 'help_request.municipality_id')
    .select(({ selectFrom }) => [
      'municipality_id as municipalityId',
      'help_request.id as requestId',
      'need_code as need',
      'zone_code as zone',
      'languages_match as languagesMatch',
      'vehicle',
      'time_required',
      'preferred_date',
      'preferred_part',
      'ranking',
      'cool_off_seconds as coolOffSeconds',
      sql<string[]>`array(${selectFrom('zone_neighbour')
        .select('neighbour_code')
        .whereRef('zone_neighbour.municipality_id', '=', 'help_request.municipality_id')
        .whereRef('zone_neighbour.zone_code', '=', 'help_request.zone_code')})`.as('neighbours'),
      sql<string[]>`array(${selectFrom('help_request_skill')
        .select('skill_code')
        .whereRef('request_id', '=', 'help_request.id')
        .orderBy('skill_code')})`.as('skills'),
      sql<string[]>`array(${selectFrom('help_request_language')
        .select('language_code')
        .whereRef('request_id', '=', 'help_request.id')
        .orderBy('language_code')})`.as('languages'),
      sql<{ code: string; length: number }[]>`array(
        select json_build_object('code', l.code, 'length', l.length) from (
          select code, (select coalesce(sum(change), 0) from candidate_count c
            where c.municipality_id = help_request.municipality_id and c.skill_code = code) as length
          from (select '' as code union all
            select skill_code from help_request_skill where request_id = help_request.id) codes) l
        order by code = '', length, code)`.as('lists'),
      sql<string[]>`array(
        select volunteer_id from offer where request_id = help_request.id and volunteer_id is not null
        union select volunteer_id from request_choice where request_id = help_request.id)`.as('without'),
      sql<string[]>`array(
        select volunteer_id from request_choice c where request_id = help_request.id and kind = 'included'
          and not exists (select from offer o where o.request_id = c.request_id and o.volunteer_id = c.volunteer_id)
        order by at, volunteer_id)`.as('included'),
    ])
    .where('help_request.id', '=', requestId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { time_required, preferred_date, preferred_part, ...requirements } = row;
  const isTimed = time_required && preferred_date !== null && preferred_part !== null;
  return { ...requirements, slot: isTimed ? slotOf(preferred_date, preferred_part) : null };
}
