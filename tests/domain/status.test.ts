import { describe, expect, it } from 'vitest';
import { canMove, type Status, statuses, statusesBefore } from '../../src/domain/status.ts';

const allowed: [Status, Status][] = [
  ['submitted', 'awaiting_operator'],
  ['submitted', 'discarded'],
  ['awaiting_operator', 'dispatched'],
  ['awaiting_operator', 'discarded'],
  ['discarded', 'awaiting_operator'],
];
const isAllowed = (from: Status, to: Status) => allowed.some(([a, b]) => a === from && b === to);

describe('the status of a request', () => {
  it('is one of four', () => {
    expect(statuses).toEqual(['submitted', 'awaiting_operator', 'dispatched', 'discarded']);
  });

  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to, isAllowed(from, to)] as const)))(
    'moves from %s to %s: %s',
    (from, to, may) => {
      expect(canMove(from, to)).toBe(may);
      expect(statusesBefore(to).includes(from)).toBe(may);
    },
  );
});
