import { type Language, localeOf } from '../../src/domain/language.ts';
import { textsIn } from '../../src/i18n/i18n.ts';

/** Where every Comune is: all days and hours are shown in its time. */
const timeZone = 'Europe/Rome';

/** Up to two days are told in hours: «36 ore» says more to an operator than «1 giorno». */
function measure(seconds: number): { unit: 'day' | 'hour' | 'minute'; count: number } {
  if (seconds >= 48 * 3600) return { unit: 'day', count: Math.floor(seconds / 86_400) };
  if (seconds >= 3600) return { unit: 'hour', count: Math.floor(seconds / 3600) };
  return { unit: 'minute', count: Math.floor(seconds / 60) };
}

function secondsBetween(from: Date, to: Date): number {
  // Two machines' clocks differ a little: what seems to come from the future is now.
  return Math.max(0, (to.getTime() - from.getTime()) / 1000);
}

/** How long ago, in words: «3 ore fa», and «adesso» under a minute, since «ora» reads like the label of a time. */
export function formatAgo(language: Language, instant: Date, now: Date): string {
  const { unit, count } = measure(secondsBetween(instant, now));
  return count === 0
    ? textsIn(language)('domain:justNow')
    : new Intl.RelativeTimeFormat(localeOf[language]).format(-count, unit);
}

/** How long something has lasted: «3 ore», «12 minuti»; a minute is the least that is said. */
export function formatDuration(language: Language, since: Date, now: Date): string {
  const { unit, count } = measure(secondsBetween(since, now));
  return formatUnit(language, Math.max(1, count), unit);
}

/** A pause before something can be done again, in whole minutes or hours rounded up. */
export function formatPause(language: Language, seconds: number): string {
  return seconds > 90 * 60
    ? formatUnit(language, Math.ceil(seconds / 3600), 'hour')
    : formatUnit(language, Math.max(1, Math.ceil(seconds / 60)), 'minute');
}

/** A wait in minutes, rounded to what it is told in: «12 minuti», «3 ore», «4 giorni». */
export function formatMinutes(language: Language, minutes: number): string {
  if (Math.round(minutes) < 120) return formatUnit(language, Math.round(minutes), 'minute');
  return minutes < 48 * 60
    ? formatUnit(language, Math.round(minutes / 60), 'hour')
    : formatUnit(language, Math.round(minutes / 1440), 'day');
}

function formatUnit(language: Language, count: number, unit: string): string {
  return new Intl.NumberFormat(localeOf[language], { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** «lunedì 23 novembre 2026, 14:05» or, short, «23 nov 2026, 14:05». */
export function formatExact(language: Language, instant: Date, length: 'full' | 'short' = 'full'): string {
  const day: Intl.DateTimeFormatOptions =
    length === 'full'
      ? { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
      : { day: 'numeric', month: 'short', year: 'numeric' };
  const date = new Intl.DateTimeFormat(localeOf[language], { ...day, timeZone }).format(instant);
  const time = new Intl.DateTimeFormat(localeOf[language], { hour: '2-digit', minute: '2-digit', timeZone }).format(
    instant,
  );
  return `${date}, ${time}`;
}

/** «14:05:10», for what is over within the minute. */
export function formatSecond(language: Language, instant: Date): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone }).format(instant);
}

/** A day of the calendar without an hour, `YYYY-MM-DD`, in words: «lunedì 23 novembre 2026» or, short, «23 nov 2026». */
export function formatDay(language: Language, day: string, length: 'full' | 'short' = 'full'): string {
  const parts: Intl.DateTimeFormatOptions = length === 'full' ? { weekday: 'long', month: 'long' } : { month: 'short' };
  return new Intl.DateTimeFormat(localeOf[language], {
    ...parts,
    day: 'numeric',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
}

/** A day as a chart's axis has room for it, «23 nov», or the month it is in, «nov 2026». */
export function formatDayOfAxis(language: Language, day: string, length: 'day' | 'month'): string {
  const parts: Intl.DateTimeFormatOptions =
    length === 'day' ? { day: 'numeric', month: 'short' } : { month: 'short', year: 'numeric' };
  return new Intl.DateTimeFormat(localeOf[language], { ...parts, timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}
