import type { Db } from '../db/database.ts';
import type { Municipality } from '../db/municipalities.ts';
import { storeRegistration } from '../db/registrations.ts';
import type { EntryLimit } from '../db/submission-limit.ts';
import type { FieldError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { dayInItaly } from '../domain/submission.ts';
import { checkBirthDate, checkCharacteristics, type Registration } from '../domain/volunteer.ts';
import type { Delivery } from '../requests/delivery.ts';
import { answerSteadily } from './steady-answer.ts';

export type RegisterOutcome =
  /** The same whether the address is new to the Comune or not: nobody learns here who volunteers. */
  { kind: 'registered' } | { kind: 'invalid'; errors: FieldError[] } | { kind: 'limited'; retryAfterSeconds: number };

type Input = {
  municipality: Municipality;
  registration: Registration;
  /** In which they are written to; Italian where it is not said. */
  language?: Language | undefined;
  /** Asked once, for a registration that is stored. */
  allow: () => ReturnType<EntryLimit>;
};

/** Stores a registration and writes to its address, for whoever reads it to confirm; the monitor starts what is left. */
export async function registerVolunteer(
  deps: { db: Db; delivery: Pick<Delivery, 'startLetter'>; now: () => Date; config: { mailDomain: string } },
  { municipality, registration, language, allow }: Input,
): Promise<RegisterOutcome> {
  const today = dayInItaly(deps.now());
  const errors = [
    ...checkBirthDate(registration.birthDate, today),
    ...checkCharacteristics(registration, municipality),
  ];
  if (errors.length > 0) return { kind: 'invalid', errors };
  const allowance = await allow();
  if (!allowance.allowed) return { kind: 'limited', retryAfterSeconds: allowance.retryAfterSeconds };
  const { mailDomain } = deps.config;
  const input = { municipalityId: municipality.id, registration, language, mailDomain };
  const { emailId } = await answerSteadily(storeRegistration(deps.db, input));
  // Not waited for: an answer that comes sooner where there is no email to send would tell of the address.
  if (emailId !== undefined) void deps.delivery.startLetter(emailId);
  return { kind: 'registered' };
}
