import { describe, expect, test } from 'vitest';
import { formatAgo, formatDay, formatDuration, formatExact, formatPause } from '../../../web/components/dates.ts';

const now = new Date('2026-11-23T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const [minute, hour, day] = [60, 3600, 86_400];

describe('times in words', () => {
  test.each([
    [0, 'adesso', '1 minuto'],
    [59, 'adesso', '1 minuto'],
    [-5 * minute, 'adesso', '1 minuto'],
    [minute, '1 minuto fa', '1 minuto'],
    [59 * minute, '59 minuti fa', '59 minuti'],
    [hour, '1 ora fa', '1 ora'],
    [47 * hour, '47 ore fa', '47 ore'],
    [2 * day, '2 giorni fa', '2 giorni'],
    [400 * day, '400 giorni fa', '400 giorni'],
  ])('%i seconds ago', (seconds, ago, lasting) => {
    expect(formatAgo('it', secondsAgo(seconds), now)).toBe(ago);
    expect(formatDuration('it', secondsAgo(seconds), now)).toBe(lasting);
  });

  test.each([
    [1, '1 minuto'],
    [61, '2 minuti'],
    [5400, '90 minuti'],
    [5401, '2 ore'],
    [86_400, '24 ore'],
  ])('a pause of %i seconds', (seconds, words) => {
    expect(formatPause('it', seconds)).toBe(words);
  });
});

test('exact times are those of Italy, in winter and in summer, wherever the server is', () => {
  expect(formatExact('it', new Date('2026-01-10T23:30:00Z'))).toBe('domenica 11 gennaio 2026, 00:30');
  expect(formatExact('it', new Date('2026-07-10T12:05:00Z'), 'short')).toBe('10 lug 2026, 14:05');
  expect(formatDay('it', '2026-03-29')).toBe('domenica 29 marzo 2026');
});
