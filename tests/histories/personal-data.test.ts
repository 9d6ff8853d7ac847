import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  decisionSignal,
  helpRequestInput,
  inputs,
  letterInput,
  results,
  retentionInput,
  retentionResult,
  undoneSignal,
} from '../support/payload-schemas.ts';
import { listStored, readStoredJson } from '../support/stored-histories.ts';

const payload = z.object({ metadata: z.record(z.string(), z.string()), data: z.string() });

/** What the SDK itself notes of an activity that ran in the workflow's task. */
const localActivity = z.strictObject({
  seq: z.int(),
  attempt: z.int(),
  activity_id: z.string().regex(/^\d+$/),
  activity_type: z.string().regex(/^[a-zA-Z]+$/),
  complete_time: z.unknown(),
  original_schedule_time: z.unknown(),
  backoff: z.unknown(),
});

/** What the SDK itself notes where a run goes the way of a later release. */
const patch = z.enum(['undo']);
const patchMarker = z.strictObject({ id: patch, deprecated: z.boolean() });

/** What the server itself says of an activity that was cancelled between two attempts. */
const cancelledBetween = z.literal('ACTIVITY_ID_NOT_STARTED');

const allowed = z.union([
  helpRequestInput,
  letterInput,
  retentionInput,
  retentionResult,
  decisionSignal,
  undoneSignal,
  patchMarker,
  z.tuple([patch]),
  localActivity,
  cancelledBetween,
  ...Object.values(inputs),
  ...Object.values(results),
]);

/** Every payload of a history, wherever it stands: inputs, results, signals, headers, details of failures. */
function findPayloads(within: unknown): unknown[] {
  const parsed = payload.safeParse(within);
  if (parsed.success) return [JSON.parse(Buffer.from(parsed.data.data, 'base64').toString())];
  if (typeof within !== 'object' || within === null) return [];
  return Object.values(within).flatMap(findPayloads);
}

test.for(listStored())('the history «%s» holds ids, words of our own and settings, nothing of a person', (path) => {
  const payloads = findPayloads(readStoredJson(path));
  expect(payloads.length).toBeGreaterThan(1);
  expect(payloads.filter((one) => !allowed.safeParse(one).success)).toEqual([]);
});

test('a person’s name in an input, a signal or a result would be found', () => {
  const [input] = findPayloads(readStoredJson('sent'));
  expect(allowed.safeParse(input).success).toBe(true);
  expect(allowed.safeParse({ ...z.object({}).loose().parse(input), name: 'Canaria' }).success).toBe(false);
  expect(allowed.safeParse('Canaria').success).toBe(false);
  expect(allowed.safeParse(['Canaria']).success).toBe(false);
});
