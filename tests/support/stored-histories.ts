import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { z } from 'zod';
import type { Run } from './help-request-run.ts';

/** The ways in which a request's run can go, a letter's, and a night's of retention. Each has a stored history, which every later release must replay. */
export const paths = [
  'announced',
  'closed-when-opened',
  'decided-before-announced',
  'decided-before-import',
  'discarded',
  'dispatch-before-discard',
  'discard-before-dispatch',
  'held-then-sent',
  'held-while-worker-died',
  'late',
  'letter',
  'nobody-found-then-sent',
  'patient-when-postgresql-is-away',
  'restored-and-sent',
  'retention',
  'sent',
  'sent-after-replacements',
  'sent-with-an-uncertain-email',
  'sent-with-receipt',
  'told-nobody',
  'undone',
  'undone-too-late',
] as const;
export type Path = (typeof paths)[number];

const { History } = proto.temporal.api.history.v1;
export type History = proto.temporal.api.history.v1.IHistory;

const folder = fileURLToPath(new URL('../histories/', import.meta.url));
const storedHistory = z.object({
  events: z.array(z.looseObject({ eventId: z.string(), eventTime: z.looseObject({ seconds: z.string() }) })),
});

/** Words for enums and base64 for payloads: what a person can read and `fromObject` takes back. */
const plainly = { enums: String, bytes: String, longs: String };

/** `RECORD_HISTORIES=1 npx vitest run tests/workflows` stores them anew, after a change that old runs need not survive. */
const isRecording = process.env['RECORD_HISTORIES'] !== undefined;

/** Stores the history of a run that went this way, if histories are being recorded. */
export async function keepHistory(path: Path, { handle }: Pick<Run, 'handle'>): Promise<void> {
  if (!isRecording) return;
  const plain = History.toObject(History.fromObject(await handle.fetchHistory()), plainly);
  const { events } = storedHistory.parse(plain);
  // An event a line: small, and a difference can be read.
  const lines = events.map((event) => JSON.stringify(event, leaveOutStacks)).join(',\n');
  writeFileSync(`${folder}${path}.json`, `{"events":[\n${lines}\n]}\n`);
}

/** A stack names folders of the machine that recorded it, and replay has no use for it. */
function leaveOutStacks(key: string, value: unknown): unknown {
  return key === 'stackTrace' ? undefined : value;
}

export function listStored(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** @param secondsApart moves the events' times, as if so long had gone by between every two of them */
export function readStored(path: string, secondsApart?: number): History {
  const { events } = readStoredJson(path);
  if (secondsApart === undefined) return History.fromObject({ events });
  const moved = events.map((event, index) => ({
    ...event,
    eventTime: { seconds: String(Number(events[0]?.eventTime.seconds) + index * secondsApart) },
  }));
  return History.fromObject({ events: moved });
}

export function readStoredJson(path: string): z.infer<typeof storedHistory> {
  return storedHistory.parse(JSON.parse(readFileSync(`${folder}${path}.json`, 'utf8')));
}
