import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Db } from '../db/database.ts';
import type { Municipality } from '../db/municipalities.ts';
import { findSubmission, insertSubmission, type StoredSubmission } from '../db/submissions.ts';
import type { FieldError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { makeReference } from '../domain/reference.ts';
import { checkAgainstLists, dayInItaly, type Submission } from '../domain/submission.ts';
import type { Delivery } from './delivery.ts';

export type SubmittedRequest = { id: string; reference: string; secret: string };

export type SubmitOutcome =
  | { kind: 'submitted' | 'repeated'; request: SubmittedRequest }
  /** The same key came before with other content: nothing was stored; this is the request it made then. */
  | { kind: 'key_reused'; request: SubmittedRequest }
  | { kind: 'invalid'; errors: FieldError[] }
  | { kind: 'limited'; retryAfterSeconds: number };

type Allowance = { allowed: true } | { allowed: false; retryAfterSeconds: number };

type Input = {
  municipality: Municipality;
  submission: Submission;
  /** In which the requester reads; Italian where it is not said. */
  language?: Language | undefined;
  idempotencyKey: string;
  /** The clerk, where the channel is `office`. */
  submittedBy?: { id: string };
  /** The key of the Comune's own portal, where it came by one. */
  apiKeyId?: string;
  /** Where there is a limit; asked once, for what would be a new request only: a repeated one always gets its answer. */
  allow?: () => Promise<Allowance>;
};

/**
 * Stores a request, then starts its workflow; when Temporal is away the row is stored all the same and the monitor
 * starts it later. One key makes one request, however often it comes.
 */
export async function submitRequest(
  deps: { db: Db; delivery: Delivery; now: () => Date; config: { mailDomain: string } },
  { municipality, submission, language, idempotencyKey, submittedBy, apiKeyId, allow }: Input,
): Promise<SubmitOutcome> {
  const errors = checkAgainstLists(submission, municipality, dayInItaly(deps.now()));
  if (errors.length > 0) return { kind: 'invalid', errors };

  // The language is not part of what is asked: sent again in another, it is the same request.
  const fingerprint = createHash('sha256').update(JSON.stringify(submission)).digest();
  if (allow !== undefined) {
    const earlier = await findSubmission(deps.db, municipality.id, idempotencyKey);
    if (earlier !== undefined) return answerRepeated(earlier, fingerprint);
    const allowance = await allow();
    if (!allowance.allowed) {
      // Of copies that come at once, one is stored: the others are it, not one too many.
      const twin = await findSubmission(deps.db, municipality.id, idempotencyKey);
      if (twin !== undefined) return answerRepeated(twin, fingerprint);
      return { kind: 'limited', retryAfterSeconds: allowance.retryAfterSeconds };
    }
  }

  const secret = randomBytes(24).toString('base64url');
  for (;;) {
    const reference = makeReference(randomInt);
    const inserted = await insertSubmission(deps.db, {
      municipalityId: municipality.id,
      submission,
      language,
      idempotencyKey,
      fingerprint,
      reference,
      secret,
      submittedBy: submittedBy?.id ?? null,
      apiKeyId: apiKeyId ?? null,
      mailDomain: deps.config.mailDomain,
    });
    if (inserted === 'reference_exists') continue;
    if (inserted === 'key_exists') {
      const earlier = await findSubmission(deps.db, municipality.id, idempotencyKey);
      if (earlier !== undefined) return answerRepeated(earlier, fingerprint);
      continue;
    }
    await deps.delivery.startRun(inserted.requestId, inserted);
    return { kind: 'submitted', request: { id: inserted.requestId, reference, secret } };
  }
}

function answerRepeated({ fingerprint, ...request }: StoredSubmission, sent: Buffer): SubmitOutcome {
  return { kind: fingerprint.equals(sent) ? 'repeated' : 'key_reused', request };
}
