import { z } from 'zod';
import { type ListKind, mostEntries, neverEmpty } from './comune-lists.ts';
import { emailAddress } from './email-address.ts';
import { telephone } from './telephone.ts';
import { line } from './text.ts';

/** The first words of addresses that are no Comune's; the table's CHECK has the same. */
const reserved = ['api', 'healthz', 'readyz', 'assets', 'entra', 'esci'];

/** What stands for a Comune in every address. */
export const municipalitySlug = z
  .string({ error: 'validation.required' })
  .trim()
  .min(1, 'validation.required')
  .max(60, 'validation.tooLong')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'validation.slug')
  .refine((slug) => !reserved.includes(slug), 'validation.slugReserved');

/** What a page asks of a Comune to begin with; the rest is for its own administrators to set. */
export const newMunicipality = z.object({
  name: line(100),
  slug: municipalitySlug,
  officeTelephone: telephone,
  officeChannel: z.boolean(),
  leadName: line(100),
  leadTelephone: telephone,
  leadEmail: emailAddress,
  needs: labelsOf('need'),
  zones: labelsOf('zone'),
  skills: labelsOf('skill'),
  languages: labelsOf('language'),
});
export type NewMunicipality = z.infer<typeof newMunicipality>;

/** The labels of a list, one a line, in their order; two that read the same couldn't be told apart. */
function labelsOf(kind: ListKind) {
  return z
    .string()
    .transform((text) => text.split(/\r\n?|\n/).filter((label) => label.trim() !== ''))
    .pipe(
      z
        .array(line(100))
        .min(neverEmpty.includes(kind) ? 1 : 0, 'validation.required')
        .max(mostEntries[kind], 'validation.tooMany')
        .refine((labels) => new Set(labels.map(fold)).size === labels.length, 'validation.doubled'),
    );
}

function fold(label: string): string {
  return label.toLocaleLowerCase('it');
}
