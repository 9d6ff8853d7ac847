import type { Listed } from '../domain/help-request.ts';
import type { Db } from './database.ts';

/** The skills that a request asks of a volunteer, in the Comune's order. */
export async function listRequiredSkills(db: Db, requestId: string): Promise<Listed[]> {
  return await db
    .selectFrom('help_request_skill')
    .innerJoin('skill', (join) =>
      join
        .onRef('skill.municipality_id', '=', 'help_request_skill.municipality_id')
        .onRef('skill.code', '=', 'help_request_skill.skill_code'),
    )
    .select(['skill.code', 'skill.label'])
    .where('request_id', '=', requestId)
    .orderBy('skill.position')
    .execute();
}

export async function listRequiredLanguages(db: Db, requestId: string): Promise<Listed[]> {
  return await db
    .selectFrom('help_request_language')
    .innerJoin('language', (join) =>
      join
        .onRef('language.municipality_id', '=', 'help_request_language.municipality_id')
        .onRef('language.code', '=', 'help_request_language.language_code'),
    )
    .select(['language.code', 'language.label'])
    .where('request_id', '=', requestId)
    .orderBy('language.position')
    .execute();
}
