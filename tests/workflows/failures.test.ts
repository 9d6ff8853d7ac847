import { pino } from 'pino';
import { expect, test } from 'vitest';
import { hidePersonalData } from '../../activities/hide-personal-data.ts';
import { createFakes } from '../support/fake-activities.ts';
import { useTemporal } from '../support/help-request-run.ts';

const { startRun } = useTemporal();

/** As PostgreSQL and SMTP servers do, it repeats what it was given. */
function failureWithCanary(): Error {
  const detail = 'Key (email)=(canaria@example.org) already exists.';
  return Object.assign(new Error(`550 <canaria@example.org>: ${detail}`), { code: '23505', detail });
}

function failingFirst<I, O>(answer: (input: I) => Promise<O>): (input: I) => Promise<O> {
  let hasFailed = false;
  return async (input) => {
    if (hasFailed) return await answer(input);
    hasFailed = true;
    throw failureWithCanary();
  };
}

/** Everything in it that is text, payloads decoded. */
function textOf(within: unknown): string {
  if (within instanceof Uint8Array) return Buffer.from(within).toString();
  if (typeof within !== 'object' || within === null) return String(within);
  return Object.entries(within)
    .map(([key, value]) => `${key}=${textOf(value)}`)
    .join('\n');
}

test('what a failing activity says of a person comes neither into the history nor into the log', async () => {
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => logged.push(line) });
  const { activities } = createFakes();
  const fakes = createFakes({
    announceRequest: failingFirst(activities.announceRequest),
    openForDecision: failingFirst(activities.openForDecision),
    selectVolunteers: failingFirst(activities.selectVolunteers),
    sendEmail: failingFirst(activities.sendEmail),
  });
  const run = await startRun(fakes, {}, { interceptors: { activity: [() => ({ inbound: hidePersonalData(log) })] } });
  await run.import();
  await run.decide('dispatch');
  await run.ended();

  const history = textOf(await run.handle.fetchHistory());
  // The failures are there, as codes.
  expect(history).toContain('message=23505');
  expect(logged).toHaveLength(4);
  expect(history + logged.join('')).not.toMatch(/canaria|already exists/i);
});
