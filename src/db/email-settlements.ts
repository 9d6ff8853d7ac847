import { sql } from 'kysely';
import type { SendResult } from '../mail/mailer.ts';
import type { Db } from './database.ts';
import {
  type EmailOutcome,
  type EmailRow,
  lockEmail,
  mostUncertain,
  recordAmbiguous,
  releaseEmail,
} from './email-row.ts';
import { eachOrError } from './grouped.ts';
import { markAddressInvalid } from './invalid-addresses.ts';
import { markDispatched } from './status.ts';
import { markUndeliverable } from './undeliverable-offers.ts';

/** What the server answered to an attempt that holds this claim, and to which address it was made. */
export type Answered = { emailId: string; claim: string; address: string; result: SendResult; giveUpAfterMs: number };

/** `again` where another attempt is due. */
export type Settled = EmailOutcome | 'again';

/**
 * Marks what the server answered, with all that follows from it in the same transaction: an accepted email to a
 * volunteer moves the request to `dispatched`; a failed one makes the offer undeliverable, and an address that is refused
 * for good is marked.
 * @returns for each, in the same order, what it came to, or the error that concerns it alone
 */
export async function settleEmails(db: Db, answers: readonly Answered[]): Promise<(Settled | Error)[]> {
  const accepted = answers.filter(({ result }) => result.kind === 'accepted');
  const { marked, first } = await markAccepted(db, accepted);
  const byRequest = Map.groupBy(first, ({ requestId }) => requestId);
  const dispatching = new Map(
    [...byRequest.values()].flatMap((told) => {
      const dispatched = dispatch(db, told);
      return told.map(({ id }) => [id, dispatched] as const);
    }),
  );
  return await eachOrError(answers, async (answer) => {
    if (marked.has(answer.emailId) || (await dispatching.get(answer.emailId))?.has(answer.emailId)) return 'accepted';
    return await settleAlone(db, answer);
  });
}

/** An accepted email is sent, or ambiguous where an earlier attempt may have sent it too. */
const accepted = sql`
  state = case when uncertain > 0 then 'ambiguous' else 'sent' end, claim = null, sent_at = now()`;

/** An email to a volunteer that the server took while the request was not dispatched. */
type FirstTold = { id: string; claim: string; requestId: string; decisionId: string };

/**
 * Marks, in one statement, those from which nothing else follows: they are to no volunteer, or not the first of their
 * request. Emails of one attempt each, so two of these statements never want the same two rows.
 */
async function markAccepted(
  db: Db,
  answers: readonly Answered[],
): Promise<{ marked: Set<string>; first: FirstTold[] }> {
  if (answers.length === 0) return { marked: new Set(), first: [] };
  const { rows } = await sql<
    { id: string; marked: true } | ({ marked: false } & FirstTold) | { id: string; marked: false; decisionId: null }
  >`
    with held as (
      select e.id, e.claim, e.request_id, o.decision_id, o.id is null or r.status = 'dispatched' as alone
      from unnest(${answers.map(({ emailId }) => emailId)}::uuid[], ${answers.map(({ claim }) => claim)}::uuid[])
        answer (id, claim)
      join email e on e.id = answer.id and e.claim = answer.claim
      left join offer o on o.id = e.offer_id
      left join help_request r on r.id = o.request_id
    ), marked as (
      update email set ${accepted} from held
      where email.id = held.id and email.claim = held.claim and held.alone
      returning email.id
    )
    select held.id, held.claim, held.request_id as "requestId", held.decision_id as "decisionId",
      marked.id is not null as marked
    from held left join marked on marked.id = held.id`.execute(db);
  return {
    marked: new Set(rows.flatMap((row) => (row.marked ? [row.id] : []))),
    first: rows.flatMap((row) => (row.marked || row.decisionId === null ? [] : [row])),
  };
}

/**
 * Marks emails of one request, and in the same transaction what follows from the first one to a volunteer.
 * @returns those that were marked: another attempt may have taken an email over meanwhile
 */
async function dispatch(db: Db, told: readonly FirstTold[]): Promise<Set<string>> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      update email set ${accepted}
      from unnest(${told.map(({ id }) => id)}::uuid[], ${told.map(({ claim }) => claim)}::uuid[]) answer (id, claim)
      where email.id = answer.id and email.claim = answer.claim
      returning email.id`.execute(tx);
    const marked = new Set(rows.map(({ id }) => id));
    const one = told.find(({ id }) => marked.has(id));
    if (one !== undefined) await markDispatched(tx, one.requestId, one.decisionId);
    return marked;
  });
}

/** What was not accepted, or accepted from an attempt that has lost its claim. */
async function settleAlone(db: Db, { emailId, claim, address, result, giveUpAfterMs }: Answered): Promise<Settled> {
  return await db.transaction().execute(async (tx) => {
    const email = await lockEmail(tx, emailId);
    if (email === undefined) return 'failed';
    // Claimed anew meanwhile, after this attempt was taken for dead: that one counts it as uncertain and goes on.
    if (email.claim !== claim) return 'again';
    switch (result.kind) {
      case 'accepted':
        throw new Error('an accepted email that holds its claim was not marked');
      case 'refused':
        if (result.invalidAddress) {
          await markAddressInvalid(tx, {
            municipalityId: email.municipality_id,
            volunteerId: email.recipient_id,
            address,
          });
        }
        return await fail(tx, email, result.reply);
      case 'not_now':
        if (isPutOff(result) && email.tried_for_ms >= giveUpAfterMs) return await fail(tx, email, result.reply);
        await releaseEmail(tx, email.id, {
          state: email.uncertain > 0 ? 'ambiguous' : 'queued',
          last_reply: result.reply ?? null,
        });
        return 'again';
      case 'uncertain': {
        const uncertain = email.uncertain + 1;
        await releaseEmail(tx, email.id, { state: 'ambiguous', uncertain });
        await recordAmbiguous(tx, email);
        return uncertain >= mostUncertain ? 'uncertain' : 'again';
      }
    }
  });
}

/**
 * Whether the server itself put this email off (4xx). A server that can't be reached, or does not let us in, says nothing
 * of the recipient: nobody else would be reached either, so the email waits until the server is back.
 */
function isPutOff(result: { reply?: number }): result is { reply: number } {
  return result.reply !== undefined && result.reply < 500;
}

async function fail(tx: Db, email: EmailRow, reply: number | null): Promise<'failed'> {
  await releaseEmail(tx, email.id, { state: 'failed', last_reply: reply });
  // Of a request that was closed meanwhile too: the head of operations is not told of a volunteer who was not.
  if (email.offer_id !== null) await markUndeliverable(tx, email.offer_id, ['open', 'closed']);
  return 'failed';
}
