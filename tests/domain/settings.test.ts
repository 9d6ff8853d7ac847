import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applySelectionForm,
  move,
  type SelectionForm,
  type SelectionSettings,
  selectionForm,
  toSelectionForm,
} from '../../src/domain/settings.ts';

const stored: fc.Arbitrary<SelectionSettings> = fc.record({
  volunteers: fc.integer({ min: 1, max: 5 }),
  coolOffSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 * 86_400 })),
  offerValidSeconds: fc.integer({ min: 1, max: 90 * 86_400 }),
  lateAfterSeconds: fc.integer({ min: 1, max: 720 * 3_600 }),
  digestSeconds: fc.integer({ min: 1, max: 86_400 }),
  undoSeconds: fc.integer({ min: 0, max: 60 }),
});
const asTyped = (form: SelectionForm) =>
  Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)]));

describe('the form of the settings', () => {
  it('changes nothing where nobody touched it, to the second', () => {
    fc.assert(
      fc.property(stored, (settings) => {
        const typed = selectionForm.parse(asTyped(toSelectionForm(settings)));
        expect(applySelectionForm(settings, typed)).toEqual(settings);
      }),
    );
  });

  it('shows again what was typed and saved', () => {
    const typed = fc.record({
      volunteers: fc.integer({ min: 1, max: 5 }),
      coolOff: fc.integer({ min: 0, max: 90 }),
      coolOffUnit: fc.constantFrom('hours' as const, 'days' as const),
      offerValidDays: fc.integer({ min: 1, max: 90 }),
      lateAfterHours: fc.integer({ min: 1, max: 720 }),
      digestMinutes: fc.integer({ min: 1, max: 1_440 }),
      undoSeconds: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(stored, typed, (settings, form) => {
        const saved = applySelectionForm(settings, form);
        const { coolOff, coolOffUnit, ...shown } = toSelectionForm(saved);
        const { coolOff: amount, coolOffUnit: unit, ...rest } = form;
        expect(shown).toEqual(rest);
        // Whole days may show as such though hours were typed.
        const hours = (count: number, of: string) => count * (of === 'days' ? 24 : 1);
        expect(hours(coolOff, coolOffUnit)).toBe(hours(amount, unit));
      }),
    );
  });

  const right = asTyped(
    toSelectionForm({
      volunteers: 5,
      coolOffSeconds: 0,
      offerValidSeconds: 604_800,
      lateAfterSeconds: 14_400,
      digestSeconds: 60,
      undoSeconds: 10,
    }),
  );
  it.each([
    ['volunteers', '0'],
    ['volunteers', '6'],
    ['volunteers', '2.5'],
    ['volunteers', ''],
    ['coolOff', '-1'],
    ['coolOff', '99999999999999999999'],
    ['offerValidDays', '0'],
    ['offerValidDays', '1e3'],
    ['lateAfterHours', '721'],
    ['digestMinutes', '0'],
    ['undoSeconds', '-1'],
    ['undoSeconds', '61'],
    ['coolOffUnit', 'weeks'],
  ])('refuses %s «%s» at its field', (name, value) => {
    const { error } = selectionForm.safeParse({ ...right, [name]: value });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([name]);
  });

  it('takes three months of pause in days or hours, and no more', () => {
    const take = (coolOff: string, coolOffUnit: string) =>
      selectionForm.safeParse({ ...right, coolOff, coolOffUnit }).success;
    expect([take('90', 'days'), take('91', 'days'), take('2160', 'hours'), take('2161', 'hours')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('moving within a list', () => {
  it('keeps all its members, and goes back by the other direction unless it was at the end', () => {
    const list = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(list, fc.nat(), fc.constantFrom('up' as const, 'down' as const), (members, n, direction) => {
        const index = n % members.length;
        const one = members[index] ?? 0;
        const moved = move(members, one, direction);
        expect(moved.toSorted()).toEqual(members.toSorted());
        const isAtEnd = direction === 'up' ? index === 0 : index === members.length - 1;
        if (isAtEnd) expect(moved).toEqual(members);
        else expect(move(moved, one, direction === 'up' ? 'down' : 'up')).toEqual(members);
      }),
    );
  });
});
