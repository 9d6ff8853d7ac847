import { z } from 'zod';
import { emailAddress } from '../domain/email-address.ts';
import { footerLinks, helpText } from '../domain/municipality-settings.ts';
import { municipalitySlug } from '../domain/new-municipality.ts';
import { listCode } from '../domain/submission.ts';
import { telephone } from '../domain/telephone.ts';
import { line } from '../domain/text.ts';
import type { Db } from './database.ts';
import { toFooterLinkColumns } from './municipalities.ts';

const list = z.array(z.object({ code: listCode, label: line(100) })).min(1);

/** A Comune as an administrator describes it, in one JSON file. */
const definitionShape = z.object({
  slug: municipalitySlug,
  name: line(100),
  officeTelephone: telephone,
  officeChannel: z.boolean().default(true),
  operationsLead: z.object({ name: line(100), telephone, email: emailAddress }),
  footerLinks: footerLinks.optional(),
  helpText: helpText.optional(),
  zones: list,
  skills: list,
  languages: z.array(z.object({ code: listCode, label: line(100) })).default([]),
  /** Pairs of zones that lie next to each other. */
  neighbours: z.array(z.tuple([listCode, listCode])).default([]),
  /** Each need with what it requires of a volunteer unless an operator changes it. */
  needs: z
    .array(
      z.object({
        code: listCode,
        label: line(100),
        skills: z.array(listCode).default([]),
        vehicle: z.boolean().optional(),
        languages: z.array(listCode).optional(),
        /** Whether one of the languages is enough (`any`) or all are needed. */
        languagesMatch: z.enum(['any', 'all']).optional(),
      }),
    )
    .min(1),
});

/** What refers to a list must stand in it, and a zone is not its own neighbour: said here, with where it is wrong. */
export const municipalityDefinition = definitionShape.check(({ value, issues }) => {
  const refuse = (path: (string | number)[], message: string) =>
    void issues.push({ code: 'custom', input: value, path, message });
  const known = (list: 'zones' | 'skills' | 'languages') => new Set(value[list].map(({ code }) => code));
  const [zones, skills, languages] = [known('zones'), known('skills'), known('languages')];
  value.neighbours.forEach(([one, other], index) => {
    if (!zones.has(one) || !zones.has(other)) refuse(['neighbours', index], 'no zone of this Comune');
    if (one === other) refuse(['neighbours', index], 'a zone is not its own neighbour');
  });
  value.needs.forEach((need, index) => {
    if (!need.skills.every((code) => skills.has(code))) refuse(['needs', index, 'skills'], 'no skill of this Comune');
    if (!(need.languages ?? []).every((code) => languages.has(code))) {
      refuse(['needs', index, 'languages'], 'no language of this Comune');
    }
  });
});
export type MunicipalityDefinition = z.infer<typeof municipalityDefinition>;

/** What a Comune is filled with: its lists and its head of operations. */
export type MunicipalityContents = Omit<
  MunicipalityDefinition,
  'slug' | 'name' | 'officeTelephone' | 'officeChannel' | 'footerLinks' | 'helpText'
>;

/** Creates a Comune with its lists and its head of operations, all or nothing. @returns its id, or that it exists */
export async function createMunicipality(
  db: Db,
  definition: MunicipalityDefinition,
  { demo = false } = {},
): Promise<{ kind: 'created' | 'exists'; id: string }> {
  return await db.transaction().execute(async (tx) => {
    const inserted = await tx
      .insertInto('municipality')
      .values({
        slug: definition.slug,
        name: definition.name,
        office_telephone: definition.officeTelephone,
        office_channel: definition.officeChannel,
        help_text: definition.helpText ?? null,
        ...(definition.footerLinks && toFooterLinkColumns(definition.footerLinks)),
        demo,
      })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted === undefined) {
      const { id } = await tx
        .selectFrom('municipality')
        .select('id')
        .where('slug', '=', definition.slug)
        .executeTakeFirstOrThrow();
      return { kind: 'exists', id };
    }
    await fillMunicipality(tx, inserted.id, definition);
    return { kind: 'created', id: inserted.id };
  });
}

/** The lists and the head of operations of a Comune that was added in the same transaction. */
export async function fillMunicipality(tx: Db, id: string, contents: MunicipalityContents): Promise<void> {
  const inOrder = (entries: { code: string; label: string }[]) =>
    entries.map(({ code, label }, position) => ({ municipality_id: id, code, label, position }));
  await tx.insertInto('zone').values(inOrder(contents.zones)).execute();
  if (contents.skills.length > 0) await tx.insertInto('skill').values(inOrder(contents.skills)).execute();
  if (contents.languages.length > 0) {
    await tx.insertInto('language').values(inOrder(contents.languages)).execute();
  }
  const neighbours = contents.neighbours.flatMap(([one, other]) => [
    { municipality_id: id, zone_code: one, neighbour_code: other },
    { municipality_id: id, zone_code: other, neighbour_code: one },
  ]);
  if (neighbours.length > 0) {
    await tx
      .insertInto('zone_neighbour')
      .values(neighbours)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await tx
    .insertInto('need')
    .values(
      inOrder(contents.needs).map((entry, index) => ({
        ...entry,
        vehicle: contents.needs[index]?.vehicle ?? false,
        languages_match: contents.needs[index]?.languagesMatch ?? 'any',
      })),
    )
    .execute();
  const needSkills = contents.needs.flatMap((need) =>
    need.skills.map((skill_code) => ({ municipality_id: id, need_code: need.code, skill_code })),
  );
  if (needSkills.length > 0) await tx.insertInto('need_skill').values(needSkills).execute();
  const needLanguages = contents.needs.flatMap((need) =>
    (need.languages ?? []).map((language_code) => ({ municipality_id: id, need_code: need.code, language_code })),
  );
  if (needLanguages.length > 0) await tx.insertInto('need_language').values(needLanguages).execute();
  await tx
    .insertInto('operations_lead')
    .values({ municipality_id: id, ...contents.operationsLead })
    .execute();
}
