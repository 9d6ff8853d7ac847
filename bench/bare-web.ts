import { serve } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
import { Hono } from 'hono';
import { sql } from 'kysely';
import { z } from 'zod';
import { openDatabase } from '../src/db/database.ts';
import { submission } from '../src/domain/submission.ts';
import { type HelpRequestInput, workflowIdOf, workflowType } from '../workflows/contract.ts';
import { twinQueue } from './twin-queue.ts';

// Process: the least that could take the form. It validates, inserts one row, starts one workflow and redirects: no
// Comune looked up, no idempotency, no limits, no log, no security headers, no journal.

const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', PORT = '' } = process.env;
const db = openDatabase(DATABASE_URL);
await sql`
  create table if not exists bare_request (
    id uuid primary key default uuidv7(), need text not null, zone text not null, given_name text not null,
    family_name text not null, telephone text not null, address text not null, description text not null,
    preferred_date date, preferred_part text, submitted_at timestamptz not null default now()
  )`.execute(db);
const client = new Client({ connection: await Connection.connect({ address: TEMPORAL_ADDRESS }) });

/** The same size as the Comune's own policy. */
const policy = {
  volunteers: 5,
  lateAfterMs: 14_400_000,
  mailRetryMs: 7_200_000,
  mailFirstPauseMs: 5_000,
  heartbeatMs: 20_000,
};
const municipalityId = '00000000-0000-4000-8000-000000000000';
const text = z.record(z.string(), z.string());

const app = new Hono().post('/richiesta', async (c) => {
  const form = text.parse(await c.req.parseBody());
  const parsed = submission.safeParse({
    need: form['need'],
    requester: { ...form, email: form['email'] || undefined },
    preferredTime: { date: form['preferredDate'], part: form['preferredPart'] },
    description: form['description'],
    privacyNoticeRead: form['privacyNoticeRead'] === 'yes',
  });
  if (!parsed.success) return c.text(parsed.error.message, 422);
  const { need, requester, description, preferredTime } = parsed.data;
  const { rows } = await sql<{ id: string }>`
    insert into bare_request
      (need, zone, given_name, family_name, telephone, address, description, preferred_date, preferred_part)
    values (${need}, ${requester.zone}, ${requester.givenName}, ${requester.familyName}, ${requester.telephone},
      ${requester.address}, ${description}, ${preferredTime?.date ?? null}, ${preferredTime?.part ?? null})
    returning id`.execute(db);
  const requestId = rows[0]?.id ?? '';
  const input: HelpRequestInput = { municipalityId, requestId, resumeFrom: 'submitted', policy };
  await client.workflow.start(workflowType, {
    taskQueue: twinQueue,
    workflowId: workflowIdOf(requestId),
    args: [input],
  });
  return c.redirect(`/richiesta/${requestId}`, 303);
});

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, () => console.log('web ready'));
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
