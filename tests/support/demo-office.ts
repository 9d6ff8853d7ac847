import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { createMunicipality } from '../../src/db/create-municipality.ts';
import type { Db } from '../../src/db/database.ts';
import { recordDecision } from '../../src/db/decisions.ts';
import { markImported } from '../../src/db/imports.ts';
import { findMunicipality, type Municipality } from '../../src/db/municipalities.ts';
import { createOperator, type Operator } from '../../src/db/operators.ts';
import { openForDecision } from '../../src/db/status.ts';
import { addVolunteers } from '../../src/db/volunteers.ts';
import { demoMunicipality, demoVolunteers } from '../../src/demo/demo-data.ts';
import type { Submission } from '../../src/domain/submission.ts';
import { type SubmittedRequest, submitRequest } from '../../src/requests/submit.ts';
import { createTestDatabase } from './database.ts';

/** A Comune at work, with the demonstration's volunteers, on a database of its own. */
export type DemoOffice = {
  db: Db;
  url: string;
  municipality: Municipality;
  olga: Operator;
  piero: Operator;
  /** Stores a request as the form does, with no workflow behind it. */
  submit(over?: Partial<Submission>): Promise<SubmittedRequest>;
  /** The same, imported and in the table, with INVIA pressed by Olga. @returns the decision's id besides */
  submitAndSend(over?: Partial<Submission>): Promise<SubmittedRequest & { decisionId: string }>;
  close(): Promise<void>;
};

export const mailDomain = 'comune.example';

const noDelivery = {
  startLetter: async () => 'delivered' as const,
  recoverLetter: async () => 'started' as const,
  startRun: async () => 'delivered' as const,
  deliverImport: async () => 'delivered' as const,
  deliverDecision: async () => 'delivered' as const,
  deliverUndo: async () => 'delivered' as const,
  recoverRun: async () => 'started' as const,
};

export async function openDemoOffice(options?: { serverUrl: string }): Promise<DemoOffice> {
  const { db, url, drop } = await createTestDatabase(options);
  const { id } = await createMunicipality(db, demoMunicipality);
  await addVolunteers(db, id, demoVolunteers);
  const municipality = await findMunicipality(db, demoMunicipality.slug);
  if (municipality === undefined) throw new Error('the Comune that was just created is not there');
  const office: DemoOffice = {
    db,
    url,
    municipality,
    olga: await employ(db, id, 'Olga'),
    piero: await employ(db, id, 'Piero'),
    async submit(over = {}) {
      const outcome = await submitRequest(
        { db, delivery: noDelivery, now: () => new Date(), config: { mailDomain } },
        { municipality, submission: { ...aSubmission(), ...over }, idempotencyKey: randomUUID() },
      );
      if (outcome.kind !== 'submitted') throw new Error(`the submission was ${outcome.kind}`);
      return outcome.request;
    },
    async submitAndSend(over) {
      const request = await office.submit(over);
      await markImported(db, office.olga);
      await openForDecision(db, request.id);
      const recorded = await recordDecision(db, office.olga, request.id, { kind: 'dispatch' });
      if (recorded.kind !== 'recorded') throw new Error(`the decision was ${recorded.kind}`);
      return { ...request, decisionId: recorded.decision.id };
    },
    close: drop,
  };
  return office;
}

/** What somebody types into the form. */
function aSubmission(): Submission {
  return {
    need: 'spesa',
    requester: {
      givenName: 'Ada',
      familyName: 'Zorzi',
      telephone: '+393331234567',
      address: 'Via dei Mille 12',
      zone: 'centro',
    },
    description: 'Mi serve la spesa, non riesco a uscire.',
    privacyNoticeRead: true,
    channel: 'citizen',
  };
}

async function employ(db: Db, municipalityId: string, name: string): Promise<Operator> {
  const userId = randomUUID();
  const email = `${name.toLowerCase()}@comune.example`;
  await sql`insert into auth."user" ("id", "name", "email", "emailVerified")
    values (${userId}, ${name}, ${`${userId}@comune.example`}, true)`.execute(db);
  const { id, role } = await createOperator(db, { municipalityId, userId, name, email });
  return { id, municipalityId, name, email, role };
}
