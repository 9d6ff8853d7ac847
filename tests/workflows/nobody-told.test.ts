import { expect, test } from 'vitest';
import { createFakes, idOf, leadEmailId, offerTo, selected } from '../support/fake-activities.ts';
import { useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';
import { until } from '../support/until.ts';

const { startRun } = useTemporal();
const toOperators = ['nobody found, first operator', 'nobody found, second operator'].map(idOf);
const isFor = (...ranks: number[]) => new Set(ranks.map((rank) => offerTo(rank).emailId));

/** Volunteers from `next` to `last` in rank take the places that become free, once each, as the database gives them. */
function replacements(next: number, last: number) {
  const given = new Map<string, { offerId: string; emailId: string } | null>();
  return async ({ offerId }: { offerId: string }) => {
    if (!given.has(offerId)) given.set(offerId, next > last ? null : offerTo(next++));
    return given.get(offerId) ?? null;
  };
}

test('a request for which nobody is found waits on, its operators are told, and a later decision sends it', async () => {
  let known = 0;
  const fakes = createFakes({
    selectVolunteers: async () => selected(known),
    reportNoVolunteers: async () => toOperators,
  });
  const run = await startRun(fakes);
  await run.import();
  const decisionId = await run.decide('dispatch', 'in vain');
  await until(() => toOperators.every((id) => fakes.emails().includes(id)));
  const input = { municipalityId: idOf('comune'), requestId: run.requestId, decisionId };
  expect(fakes.calls).toContainEqual({ step: 'reportNoVolunteers', input });
  expect((await run.handle.describe()).status.name).toBe('RUNNING');

  known = 2;
  await run.decide('dispatch', 'with two new volunteers');
  await run.ended();
  expect(fakes.emails().slice(2)).toHaveLength(3);
  expect(fakes.emails().at(-1)).toBe(leadEmailId);
  await keepHistory('nobody-found-then-sent', run);
});

test('where every address is refused the next in rank are told, and when there is none left, the operators', async () => {
  const fakes = createFakes({
    sendEmail: async ({ emailId }) => (toOperators.includes(emailId) ? 'accepted' : 'failed'),
    replaceVolunteer: replacements(6, 8),
    reportNoVolunteers: async () => toOperators,
  });
  const run = await startRun(fakes);
  await run.import();
  await run.decide('dispatch');
  await until(() => toOperators.every((id) => fakes.emails().includes(id)));

  const tried = new Set(fakes.emails().filter((id) => !toOperators.includes(id)));
  expect(tried).toEqual(isFor(1, 2, 3, 4, 5, 6, 7, 8));
  expect(fakes.emails()).not.toContain(leadEmailId);
  await run.decide('discard');
  await run.ended();
  await keepHistory('told-nobody', run);
});

test('the place of a refused address goes to the next in rank, and five are told in the end', async () => {
  const refused = isFor(2, 4, 6);
  const fakes = createFakes({
    sendEmail: async ({ emailId }) => (refused.has(emailId) ? 'failed' : 'accepted'),
    replaceVolunteer: replacements(6, 20),
  });
  const run = await startRun(fakes);
  await run.import();
  await run.decide('dispatch');
  await run.ended();

  const accepted = new Set(fakes.emails().filter((id) => !refused.has(id)));
  expect(accepted).toEqual(isFor(1, 3, 5, 7, 8).add(leadEmailId));
  expect(fakes.emails().at(-1)).toBe(leadEmailId);
  await keepHistory('sent-after-replacements', run);
});

test('a volunteer who may have been told keeps the place', async () => {
  const fakes = createFakes({
    sendEmail: async ({ emailId }) => (emailId === offerTo(3).emailId ? 'uncertain' : 'accepted'),
  });
  const run = await startRun(fakes);
  await run.import();
  await run.decide('dispatch');
  await run.ended();

  expect(fakes.steps()).not.toContain('replaceVolunteer');
  expect(fakes.emails().at(-1)).toBe(leadEmailId);
  await keepHistory('sent-with-an-uncertain-email', run);
});

test('where no server said that it took an email, nobody counts as told', async () => {
  const fakes = createFakes({ selectVolunteers: async () => selected(1), sendEmail: async () => 'uncertain' });
  const run = await startRun(fakes);
  await run.import();
  await run.decide('dispatch');
  await until(() => fakes.steps().includes('reportNoVolunteers'));
  expect(fakes.emails()).toEqual([offerTo(1).emailId]);
});
