import { always, toAvailability, toSlots, type Weekday, weekdays } from '../../domain/availability.ts';
import { type DayPart, dayParts } from '../../domain/submission.ts';
import { fold } from './cells.ts';
import { listSeparator } from './columns.ts';
import { remembered } from './remembered.ts';

/** As the file writes them; whole names are read too. */
const dayWords: Record<Weekday, string> = {
  monday: 'lunedi',
  tuesday: 'martedi',
  wednesday: 'mercoledi',
  thursday: 'giovedi',
  friday: 'venerdi',
  saturday: 'sabato',
  sunday: 'domenica',
};
const partWords: Record<DayPart, string> = { morning: 'mattina', afternoon: 'pomeriggio', evening: 'sera' };
const shortDay = (day: Weekday) => dayWords[day].slice(0, 3);

const findDay = (word: string) => weekdays.findIndex((day) => word === dayWords[day] || word === shortDay(day));
const findPart = (word: string) => dayParts.findIndex((part) => word === partWords[part]);

export type AvailabilityCell =
  | { kind: 'read'; availability: number }
  | { kind: 'wrong'; why: 'availability' | 'availabilityOrder' };

/**
 * Reads `lun-mattina|sab-pomeriggio`; empty is always. An entry names a day or a range of days, then nothing (the whole
 * day), a part or a range of parts: `lun-ven`, `lun-ven-sera`, `lun-mattina-pomeriggio`. A range goes forward within the
 * week, and within the day.
 */
export function readAvailability(cell: string): AvailabilityCell {
  if (cell.trim() === '') return { kind: 'read', availability: always };
  let availability = 0;
  for (const entry of cell.split(listSeparator)) {
    const bits = readEntry(entry);
    if (typeof bits === 'string') return { kind: 'wrong', why: bits };
    availability |= bits;
  }
  return { kind: 'read', availability };
}

/** The slots of one entry, as bits; there are some hundred different ones. */
const readEntry = remembered((entry: string): number | 'availability' | 'availabilityOrder' => {
  const words = fold(entry)
    .split('-')
    .map((word) => word.trim());
  const days = takeWhile(words, findDay);
  const parts = takeWhile(words.slice(days.length), findPart);
  if (days.length === 0 || days.length > 2 || parts.length > 2 || days.length + parts.length < words.length) {
    return 'availability';
  }
  const [firstDay = 0, lastDay = firstDay] = days;
  const [firstPart = 0, lastPart = parts.length === 0 ? dayParts.length - 1 : firstPart] = parts;
  if (lastDay < firstDay || lastPart < firstPart) return 'availabilityOrder';
  return toAvailability(
    weekdays
      .slice(firstDay, lastDay + 1)
      .flatMap((day) => dayParts.slice(firstPart, lastPart + 1).map((part) => ({ day, part }))),
  );
});

/** The positions that the first words name, up to the first that names none. */
function takeWhile(words: readonly string[], find: (word: string) => number): number[] {
  const positions = words.map(find);
  const end = positions.indexOf(-1);
  return end === -1 ? positions : positions.slice(0, end);
}

/** The cell that `readAvailability` reads as these slots. */
export function writeAvailability(availability: number): string {
  if (availability === always) return '';
  return toSlots(availability)
    .map(({ day, part }) => `${shortDay(day)}-${partWords[part]}`)
    .join(listSeparator);
}
