import { z } from 'zod';
import { type DayPart, dayParts } from './submission.ts';

/** The days of the week as ISO 8601 counts them: Monday first. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** A part of a day of the week: what a volunteer is free on, and what a request asks for. */
export const slot = z.object({ day: z.enum(weekdays), part: z.enum(dayParts) });
export type Slot = z.infer<typeof slot>;

/** All 21 slots of a week, Monday morning first. */
export const slots: readonly Slot[] = weekdays.flatMap((day) => dayParts.map((part) => ({ day, part })));

/** Free whenever asked. */
export const always = 2 ** slots.length - 1;

/** A set of slots as the database keeps it: a bit for each, Monday morning the lowest. */
export function toAvailability(free: readonly Slot[]): number {
  return free.reduce((bits, one) => bits | bitOf(one), 0);
}

/** The slots of a stored availability, Monday morning first. */
export function toSlots(availability: number): Slot[] {
  return slots.filter((one) => (availability & bitOf(one)) !== 0);
}

export function bitOf({ day, part }: Slot): number {
  return 1 << (weekdays.indexOf(day) * dayParts.length + dayParts.indexOf(part));
}

/**
 * The slot of a day of the calendar. A day has its weekday wherever it is read, and a part of it is meant by the clock on
 * the wall: nothing here is converted between time zones, so the nights when the clocks change are days like others.
 * @param date `YYYY-MM-DD`
 */
export function slotOf(date: string, part: DayPart): Slot {
  const day = weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
  if (day === undefined) throw new Error(`${date} is no day of the calendar`);
  return { day, part };
}
