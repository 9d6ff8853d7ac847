import type { Db } from '../db/database.ts';
import { addInstallationAdministrator } from '../db/installation-administrators.ts';
import { createOperator } from '../db/operators.ts';
import { type Role, roles } from '../domain/role.ts';
import type { SignIn } from '../sign-in.ts';
import { type Commands, UsageError } from './command.ts';
import { findComune } from './find-comune.ts';

/** Who signs in: to work for a Comune, or to administer the installation. */
export function createPeopleCommands({ db, signIn }: { db: Db; signIn: SignIn }): Commands {
  return {
    usage: `
  operator create EMAIL NAME --comune SLUG [--role ROLE]
                                        let a person work for a Comune; the password is read from standard input.
                                        ROLE: administrator, operator, clerk, operations_lead; without it the
                                        Comune's first person is its administrator, everybody else an operator
  administrator create EMAIL NAME       let a person administer the installation; the password likewise
  operator password EMAIL               set a new password, read from standard input; every session ends
  operator second-factor-off EMAIL      for who has lost telephone and recovery codes: the password alone lets in again
  operator provider-off EMAIL           for who has become somebody new at the identity provider: forgets whom it knew`,
    run: {
      async 'operator create'([email, name], options) {
        if (email === undefined || name === undefined) throw new UsageError();
        const municipality = await findComune(db, options.comune);
        const role = options.role === undefined ? undefined : readRole(options.role);
        const { userId, created } = await signIn.createUser({ email, name, password: await readPassword() });
        const operator = { municipalityId: municipality.id, userId, name, email, ...(role !== undefined && { role }) };
        const made = await createOperator(db, operator);
        console.log(`${sayCreated(email, created)} Role: ${made.role}.`);
        return 0;
      },
      async 'administrator create'([email, name]) {
        if (email === undefined || name === undefined) throw new UsageError();
        const { userId, created } = await signIn.createUser({ email, name, password: await readPassword() });
        await addInstallationAdministrator(db, userId);
        console.log(sayCreated(email, created));
        return 0;
      },
      async 'operator password'([email]) {
        await signIn.setPassword(await findPerson(email), await readPassword());
        console.log(`Set: ${email}.`);
        return 0;
      },
      async 'operator second-factor-off'([email]) {
        await signIn.removeSecondFactor(await findPerson(email));
        console.log(`Off: ${email}.`);
        return 0;
      },
      async 'operator provider-off'([email]) {
        const known = await signIn.forgetProvider(await findPerson(email));
        console.log(known ? `Forgotten: ${email}.` : `No provider knew ${email}.`);
        return 0;
      },
    },
  };

  async function findPerson(email: string | undefined): Promise<string> {
    if (email === undefined) throw new UsageError();
    const userId = await signIn.findAccountId(email);
    if (userId === undefined) throw new Error(`Nobody signs in as ${email}.`);
    return userId;
  }
}

function sayCreated(email: string, created: boolean): string {
  return created ? `Created: ${email}.` : `${email} was there already, with the password it had.`;
}

function readRole(typed: string): Role {
  const role = roles.find((one) => one === typed);
  if (role === undefined) throw new Error(`--role is one of: ${roles.join(', ')}.`);
  return role;
}

async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password.length < 12) throw new Error('The password, on standard input, needs at least 12 characters.');
  return password;
}
