import { z } from 'zod';
import { type ChildProgram, runToEnd } from './children.ts';
import { forgetSecret, makeUpPassword, readSecret, writeSecret } from './data-dir.ts';
import { StartProblem } from './start-problem.ts';

/** The demo operator's sign-in; the password is undefined where somebody else chose it. */
export interface DemoOperator {
  email: string;
  password: string | undefined;
}

// What `cli demo` prints last: the password is null when the operator was already there.
const answer = z.object({ operator: z.object({ email: z.string(), password: z.string().nullable() }) });

const PASSWORD = 'demo-operator-password';
const EMAIL = 'demo-operator-email';

/**
 * Puts the demo data in, where they aren't yet, and keeps the operator's password so that every start can show it.
 * @param program the command line program with its environment
 * @param ownDatabase whether the database lives and dies with this data folder: then once is enough, a later start is
 *   sooner there, and demo data that somebody took out stay out
 */
export async function addDemoData(
  program: ChildProgram,
  { ownDatabase }: { ownDatabase: boolean },
): Promise<DemoOperator> {
  const { dataDir, env } = program;
  const kept = readSecret(dataDir, PASSWORD);
  const doneFor = ownDatabase ? readSecret(dataDir, EMAIL) : undefined;
  if (doneFor !== undefined) return { email: doneFor, password: kept };

  const proposed = env['DEMO_OPERATOR_PASSWORD'] || kept || makeUpPassword();
  // Kept before it is used: an interrupted first start may have made the operator without living to tell us.
  if (kept === undefined) writeSecret(dataDir, PASSWORD, proposed);
  const printed = await runToEnd({ ...program, args: ['demo'], env: { ...env, DEMO_OPERATOR_PASSWORD: proposed } });
  const { email, password } = readAnswer(printed);
  if (password !== null) writeSecret(dataDir, PASSWORD, password);
  // An operator that was there before our first proposal has a password that somebody else chose.
  else if (kept === undefined) forgetSecret(dataDir, PASSWORD);
  writeSecret(dataDir, EMAIL, email);
  return { email, password: password ?? kept };
}

function readAnswer(printed: string): { email: string; password: string | null } {
  try {
    return answer.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? '')).operator;
  } catch {
    throw new StartProblem(`I dati dimostrativi non ci sono: «demo» risponde «${printed.trim().slice(0, 200)}».`);
  }
}
