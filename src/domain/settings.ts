import { z } from 'zod';
import { longestUndoSeconds } from './decision.ts';
import { wholeNumber } from './whole-number.ts';

const hour = 3_600;
const day = 24 * hour;

export const coolOffUnits = ['hours', 'days'] as const;
export type CoolOffUnit = (typeof coolOffUnits)[number];

/** «Scelta dei volontari» as its form sends it. The limits are beyond what makes sense, to catch a slip. */
export const selectionForm = z
  .object({
    volunteers: wholeNumber(1, 5, 'settings.limits.volunteers'),
    coolOff: wholeNumber(0, 2_160, 'settings.limits.coolOff'),
    coolOffUnit: z.enum(coolOffUnits, { error: 'validation.choose' }),
    offerValidDays: wholeNumber(1, 90, 'settings.limits.offerValidDays'),
    lateAfterHours: wholeNumber(1, 720, 'settings.limits.lateAfterHours'),
    digestMinutes: wholeNumber(1, 1_440, 'settings.limits.digestMinutes'),
    undoSeconds: wholeNumber(0, longestUndoSeconds, 'settings.limits.undoSeconds'),
  })
  // Three months, in days or hours alike.
  .refine(({ coolOff, coolOffUnit }) => coolOffUnit === 'hours' || coolOff <= 90, {
    path: ['coolOff'],
    message: 'settings.limits.coolOff',
  });
export type SelectionForm = z.infer<typeof selectionForm>;

/** The same as the database has it, in seconds. */
export type SelectionSettings = {
  volunteers: number;
  coolOffSeconds: number;
  offerValidSeconds: number;
  lateAfterSeconds: number;
  digestSeconds: number;
  undoSeconds: number;
};

/** What the form shows: whole units, rounded where an administrator has set something between. */
export function toSelectionForm(settings: SelectionSettings): SelectionForm {
  const { coolOffSeconds } = settings;
  const inDays = coolOffSeconds > 0 && coolOffSeconds % day === 0;
  const atLeastOne = (seconds: number, unit: number) => Math.max(1, Math.round(seconds / unit));
  return {
    volunteers: settings.volunteers,
    coolOff: coolOffSeconds === 0 ? 0 : atLeastOne(coolOffSeconds, inDays ? day : hour),
    coolOffUnit: inDays ? 'days' : 'hours',
    offerValidDays: atLeastOne(settings.offerValidSeconds, day),
    lateAfterHours: atLeastOne(settings.lateAfterSeconds, hour),
    digestMinutes: atLeastOne(settings.digestSeconds, 60),
    undoSeconds: settings.undoSeconds,
  };
}

/** The settings after the form was saved; what nobody touched stays to the second. */
export function applySelectionForm(stored: SelectionSettings, typed: SelectionForm): SelectionSettings {
  const shown = toSelectionForm(stored);
  const isSameCoolOff = shown.coolOff === typed.coolOff && shown.coolOffUnit === typed.coolOffUnit;
  return {
    volunteers: typed.volunteers,
    coolOffSeconds: isSameCoolOff ? stored.coolOffSeconds : typed.coolOff * (typed.coolOffUnit === 'days' ? day : hour),
    offerValidSeconds:
      shown.offerValidDays === typed.offerValidDays ? stored.offerValidSeconds : typed.offerValidDays * day,
    lateAfterSeconds:
      shown.lateAfterHours === typed.lateAfterHours ? stored.lateAfterSeconds : typed.lateAfterHours * hour,
    digestSeconds: shown.digestMinutes === typed.digestMinutes ? stored.digestSeconds : typed.digestMinutes * 60,
    undoSeconds: typed.undoSeconds,
  };
}

export const directions = ['up', 'down'] as const;
export type Direction = (typeof directions)[number];

/** A list with one of its members a place higher or lower; at its end, and where it is none, as it was. */
export function move<One>(list: readonly One[], one: One, direction: Direction): One[] {
  const from = list.indexOf(one);
  const to = from + (direction === 'up' ? -1 : 1);
  const other = list[to];
  if (from < 0 || to < 0 || other === undefined) return [...list];
  return list.map((member, index) => (index === from ? other : index === to ? one : member));
}
