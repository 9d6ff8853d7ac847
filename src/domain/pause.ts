import { z } from 'zod';
import { addDays } from './calendar.ts';

/** How far ahead a day can be named: a year; who pauses for longer says when they are back. */
const longestPauseDays = 366;

const day = z.iso.date();

/** The first and the last day that a pause can end on: tomorrow, and a year ahead. */
export function pauseDays(today: string): { first: string; last: string } {
  return { first: addDays(today, 1), last: addDays(today, longestPauseDays) };
}

/**
 * Reads the day from which a volunteer can be asked again.
 * @param typed `YYYY-MM-DD`; blank is until further notice
 * @param today the Comune's calendar day, `YYYY-MM-DD`
 * @returns the day or `infinity`, or what is wrong with it
 */
export function readPause(
  typed: string,
  today: string,
): { until: string } | { problem: 'date' | 'dateNotAhead' | 'dateTooFar' } {
  if (typed.trim() === '') return { until: 'infinity' };
  const until = day.safeParse(typed).data;
  if (until === undefined) return { problem: 'date' };
  const { first, last } = pauseDays(today);
  if (until < first) return { problem: 'dateNotAhead' };
  return until > last ? { problem: 'dateTooFar' } : { until };
}
