import type { TFunction } from 'i18next';
import type { EntryChange, ListEntry, ListKind } from '../../../src/domain/comune-lists.ts';
import type { Listed } from '../../../src/domain/help-request.ts';
import type { CharacteristicLists } from '../../../src/domain/volunteer.ts';
import { labelOf } from '../../components/offer-reasons.tsx';
import type { FormBody } from './form-body.ts';

/** The fields of an entry, in the form's order. */
export const entryFields = ['label', 'skills', 'vehicle', 'languages', 'languagesMatch', 'neighbours'] as const;

/** What the form sent of an entry, for the schema to judge. Without a tick a list of checkboxes sends nothing. */
export function readEntryForm(kind: ListKind, form: FormBody): EntryChange {
  return {
    label: form.text('label'),
    ...(kind === 'need' && {
      defaults: {
        skills: form.texts('skills'),
        vehicle: form.text('vehicle') === 'yes',
        languages: form.texts('languages'),
        // Not asked where the Comune has no languages; anything but the two is as if it had not been.
        languagesMatch: form.text('languagesMatch') === 'all' ? ('all' as const) : ('any' as const),
      },
    }),
    ...(kind === 'zone' && { neighbours: form.texts('neighbours') }),
  };
}

/** What the fields hold before anybody writes in them. */
export function storedEntry(kind: ListKind, { label, defaults, neighbours }: ListEntry): EntryChange {
  return { label, ...(kind === 'need' && { defaults }), ...(kind === 'zone' && { neighbours }) };
}

/** What was typed and is not what is stored now, a line for each field. */
export function sayUnsaved(
  t: TFunction,
  typed: EntryChange,
  stored: EntryChange,
  lists: CharacteristicLists,
): string[] {
  const say = (name: (typeof entryFields)[number], value: string) => `${t(`settings:fields.${name}`)}: ${value}`;
  const sayCodes = (name: (typeof entryFields)[number], list: Listed[], mine?: string[], theirs?: string[]) =>
    mine === undefined || isSameSet(mine, theirs ?? [])
      ? []
      : [say(name, mine.map((code) => labelOf(list, code)).join(', ') || t('settings:none'))];
  const { defaults } = typed;
  return [
    ...(typed.label.trim() === stored.label ? [] : [say('label', typed.label)]),
    ...sayCodes('skills', lists.skills, defaults?.skills, stored.defaults?.skills),
    ...(defaults === undefined || defaults.vehicle === stored.defaults?.vehicle
      ? []
      : [say('vehicle', t(defaults.vehicle ? 'settings:yes' : 'settings:no'))]),
    ...sayCodes('languages', lists.languages, defaults?.languages, stored.defaults?.languages),
    ...(defaults === undefined || defaults.languagesMatch === stored.defaults?.languagesMatch
      ? []
      : [say('languagesMatch', t(`settings:languagesMatch.${defaults.languagesMatch}`))]),
    ...sayCodes('neighbours', lists.zones, typed.neighbours, stored.neighbours),
  ];
}

function isSameSet(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
