import { z } from 'zod';
import type { Listed } from './help-request.ts';
import { listCode } from './submission.ts';
import { line } from './text.ts';
import type { CharacteristicLists } from './volunteer.ts';

/** The lists that are the Comune's own. */
export const listKinds = ['need', 'skill', 'zone', 'language'] as const;
export type ListKind = (typeof listKinds)[number];

/** As many as one request or one volunteer can name (`characteristics`); more zones, since a big town has them. */
export const mostEntries: Record<ListKind, number> = { need: 100, skill: 100, zone: 1_000, language: 100 };

/** The lists without which nobody could ask for help: their last entry stays. */
export const neverEmpty: readonly ListKind[] = ['need', 'zone'];

/** What a need requires of a volunteer unless an operator changes it on the request. */
export const needDefaults = z.object({
  skills: z.array(listCode).max(100),
  vehicle: z.boolean(),
  languages: z.array(listCode).max(100),
  /** Whether one of the languages is enough. */
  languagesMatch: z.enum(['any', 'all'], { error: 'validation.choose' }),
});
export type NeedDefaults = z.infer<typeof needDefaults>;

export const noDefaults: NeedDefaults = { skills: [], vehicle: false, languages: [], languagesMatch: 'any' };

/** What an operator writes of an entry; the code was made once and stays. */
export const entryChange = z.object({
  label: line(100),
  defaults: needDefaults.optional(),
  /** The zones next to this one; they get it as theirs. */
  neighbours: z.array(listCode).max(mostEntries.zone).optional(),
});
export type EntryChange = z.infer<typeof entryChange>;

/** An entry as its page shows it. Only needs have defaults, only zones neighbours. */
export type ListEntry = Listed & { retired: boolean; defaults: NeedDefaults; neighbours: string[] };

/** Counted no further than this: beyond it, people read «più di 1.000». */
export const mostCounted = 1_000;

/** What the removal of an entry would touch; a number above `mostCounted` is «more than» that. */
export type Usage = {
  /** Of the requests that refer to it; of more than `mostCounted`, the open ones are those among the newest. */
  requests: { open: number; closed: number };
  volunteers: number;
  /** Those whom its deletion would leave without any need or zone. */
  withoutOther: number;
  /** The needs that require it, or, of a zone, those next to it. */
  relatives: Listed[];
  isLast: boolean;
};

/**
 * What becomes of an entry that is removed. Requests keep what they refer to. A volunteer who names no need serves all of
 * them and one without a zone none, so theirs stays too, and so does what very many have: nobody waits for that.
 */
export function decideRemoval({ requests, volunteers, withoutOther, isLast }: Usage): 'kept' | 'retired' | 'deleted' {
  if (isLast) return 'kept';
  const isReferred = requests.open + requests.closed > 0 || withoutOther > 0 || volunteers > mostCounted;
  return isReferred ? 'retired' : 'deleted';
}

/** The lists with what is retired behind it: for the labels of what was chosen before. */
export function withRetired<Lists extends CharacteristicLists>(lists: Lists & { retired: CharacteristicLists }): Lists {
  const { needs, zones, skills, languages } = lists.retired;
  return {
    ...lists,
    needs: [...lists.needs, ...needs],
    zones: [...lists.zones, ...zones],
    skills: [...lists.skills, ...skills],
    languages: [...lists.languages, ...languages],
  };
}

/** Codes of the lists, as somebody or something has them. */
type Held = { needs: string[]; zones: string[]; skills: string[]; languages: string[] };

/**
 * The lists with those of the retired that a volunteer has already: a form that left them out would take them away, and
 * who serves one need only would serve all.
 */
export function withHeld<Lists extends CharacteristicLists>(
  lists: Lists & { retired: CharacteristicLists },
  held: Held,
): Lists {
  const { needs, zones, skills, languages } = lists.retired;
  const pick = (retired: Listed[], codes: string[]) => retired.filter(({ code }) => codes.includes(code));
  return {
    ...lists,
    needs: [...lists.needs, ...pick(needs, held.needs)],
    zones: [...lists.zones, ...pick(zones, held.zones)],
    skills: [...lists.skills, ...pick(skills, held.skills)],
    languages: [...lists.languages, ...pick(languages, held.languages)],
  };
}

/** The same for a request, which keeps what it has until somebody chooses something else. */
export function withOwn<Lists extends CharacteristicLists>(
  lists: Lists & { retired: CharacteristicLists },
  { need, zone, requirements }: { need: Listed; zone: Listed; requirements: { skills: Listed[]; languages: Listed[] } },
): Lists {
  const codesOf = (entries: Listed[]) => entries.map(({ code }) => code);
  return withHeld(lists, {
    needs: [need.code],
    zones: [zone.code],
    skills: codesOf(requirements.skills),
    languages: codesOf(requirements.languages),
  });
}
