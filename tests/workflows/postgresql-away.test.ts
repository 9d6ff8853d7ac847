import { expect, test } from 'vitest';
import { createFakes, selected } from '../support/fake-activities.ts';
import { useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';

const { startRun } = useTemporal();

/** Fails the first `times` calls, as a PostgreSQL that is away and comes back. */
function away<T>(times: number, answer: T): () => Promise<T> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw new Error('connection refused');
    return answer;
  };
}

test('a step that PostgreSQL does not answer is tried once at hand, then patiently until it is back', async () => {
  const fakes = createFakes({
    openForDecision: away(2, 'open' as const),
    selectVolunteers: away(2, selected(5)),
    sendEmail: away(3, 'accepted' as const),
  });
  const run = await startRun(fakes);
  await run.import();
  await run.decide('dispatch');
  await run.ended();

  const times = (step: string) => fakes.steps().filter((one) => one === step).length;
  expect({ open: times('openForDecision'), select: times('selectVolunteers') }).toEqual({ open: 3, select: 3 });
  expect(new Set(fakes.emails())).toHaveProperty('size', 6);
  const { events } = await run.handle.fetchHistory();
  const patient = events?.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  expect(patient).toContain('openForDecision');
  expect(patient).toContain('selectVolunteers');
  await keepHistory('patient-when-postgresql-is-away', run);
});
