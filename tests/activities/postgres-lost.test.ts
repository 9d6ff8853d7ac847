import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailRoom, openMailRoom } from '../support/mail-room.ts';
import { type OwnEngine, startOwnPostgres } from '../support/own-engines.ts';

let postgres: OwnEngine;
let room: MailRoom;
beforeAll(async () => {
  postgres = await startOwnPostgres();
  room = await openMailRoom({
    serverUrl: postgres.address,
    afterAnswer: async () => {
      await postgres.goAway();
      void postgres.comeBack();
    },
  });
});
afterAll(async () => {
  await room?.close();
  await postgres?.close();
});

test('with PostgreSQL lost between the 250 and the mark, the email is marked when it is back and goes only once', async () => {
  const request = await room.office.submitAndSend();
  const selection = await room.activities.selectVolunteers({
    municipalityId: room.office.municipality.id,
    requestId: request.id,
    decisionId: request.decisionId,
    volunteers: 1,
  });
  const emailId = selection.kind === 'selected' ? (selection.offers[0]?.emailId ?? '') : '';
  expect(await room.attempt(emailId)).toBe('accepted');
  expect(await room.emailOf(emailId)).toMatchObject({ state: 'sent', attempts: 1 });
  expect(room.smtp.received).toHaveLength(1);
});
