import { z } from 'zod';
import { addDays } from './calendar.ts';

/** Days of the calendar, `YYYY-MM-DD`, both of them within. */
export type Period = { from: string; to: string };

/** The periods that are offered by name; any other is chosen by its first and last day. */
export const periodNames = ['week', 'month', 'quarter', 'year', 'thisYear'] as const;
export type PeriodName = (typeof periodNames)[number];

/** How a period is cut into the parts that a chart shows. */
export const steps = ['day', 'week', 'month'] as const;
export type Step = (typeof steps)[number];

/** Ten years: longer than requests are kept, and a page that can still be read. */
const longestDays = 3_660;

const chosenDay = z
  .string()
  .pipe(z.iso.date())
  .refine((day) => day >= '2000-01-01' && day <= '2999-12-31');

/** @returns undefined where it is no day */
export function readDay(given: string | undefined): string | undefined {
  return chosenDay.safeParse(given).data;
}

const chosen = z
  .object({ from: chosenDay, to: chosenDay })
  .refine(({ from, to }) => from <= to && countDays({ from, to }) <= longestDays);

/** @returns undefined where the two are no days, in the wrong order or too far apart */
export function readPeriod(given: { from: string | undefined; to: string | undefined }): Period | undefined {
  return chosen.safeParse(given).data;
}

/** @param today the Comune's calendar day, with which all but nothing ends */
export function namePeriod(name: PeriodName, today: string): Period {
  switch (name) {
    case 'week':
      return { from: addDays(today, -6), to: today };
    case 'month':
      return { from: addDays(today, -29), to: today };
    case 'quarter':
      return { from: addDays(today, -90), to: today };
    case 'year':
      return { from: addDays(today, -364), to: today };
    case 'thisYear':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

/** So that a chart has at most some forty columns, but for the longest periods. */
export function chooseStep(period: Period): Step {
  const days = countDays(period);
  return days <= 45 ? 'day' : days <= 200 ? 'week' : 'month';
}

/** The first day of each part; weeks begin on Monday, and the first part where the period does. */
export function cutPeriod(period: Period, step: Step): string[] {
  const cuts: string[] = [];
  for (let day = period.from; day <= period.to; day = startNext(day, step)) cuts.push(day);
  return cuts;
}

function startNext(day: string, step: Step): string {
  switch (step) {
    case 'day':
      return addDays(day, 1);
    case 'week':
      return addDays(day, 7 - ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
    case 'month': {
      const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
      date.setUTCMonth(date.getUTCMonth() + 1);
      return date.toISOString().slice(0, 10);
    }
  }
}

export function countDays({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}
