import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, parse } from 'node:path';
import { StartProblem } from './start-problem.ts';

/** Under whose name PostgreSQL's programs run, and how their command lines become so. */
export interface PostgresAccount {
  /** Who must own the files; undefined where that is ourselves. */
  owner?: User;
  /** What a command becomes, to be spawned with `as`. */
  wrap(command: string, args: string[]): { command: string; args: string[] };
  as: Partial<User>;
}

interface User {
  uid: number;
  gid: number;
}

/**
 * Chooses under whose name PostgreSQL runs: our own, or, since it refuses root, the user `postgres` (created where it
 * doesn't exist) or whoever already owns the data.
 * @param folders what that user must be able to enter: the programs' folder and the data folder
 * @throws StartProblem when there is no such user or it can't enter, with what to do
 */
export function choosePostgresAccount(clusterDir: string, folders: string[]): PostgresAccount {
  const plain = (command: string, args: string[]) => ({ command, args });
  if (process.getuid?.() !== 0) return { wrap: plain, as: {} };
  const owner = findOwner(clusterDir) ?? findPostgresUser() ?? createPostgresUser();
  const blocked = folders.flatMap((folder) => findBlockingFolder(folder, owner) ?? []);
  if (blocked[0] === undefined) return { owner, wrap: plain, as: owner };
  if (folders.every((folder) => runs(enterAnyway(owner, '/bin/sh', ['-c', 'cd "$0"', folder])))) {
    return { owner, wrap: (command, args) => enterAnyway(owner, command, args), as: {} };
  }
  throw new StartProblem(
    `PostgreSQL non può girare come root, e l'utente che lo fa girare (uid ${owner.uid}) non può attraversare ${blocked[0]}: ` +
      `esegui chmod o+x ${blocked[0]}, oppure avvia EasyCare con un utente normale.`,
  );
}

// Root often works where nobody else may enter: /root, a folder of mktemp. The user keeps the one capability that
// passes through folders (and not root's others); PostgreSQL asks with access(2), which forgets it without the
// securebit. Nobody can use it from SQL: the only role that can sign in is no superuser.
function enterAnyway({ uid, gid }: User, command: string, args: string[]) {
  const only = '-all,+dac_override';
  const who = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'];
  const may = [`--inh-caps=${only}`, `--ambient-caps=${only}`, `--bounding-set=${only}`];
  return { command: 'setpriv', args: [...who, ...may, command, ...args] };
}

function findOwner(clusterDir: string): User | undefined {
  const owner = statSync(clusterDir, { throwIfNoEntry: false });
  return owner === undefined || owner.uid === 0 ? undefined : { uid: owner.uid, gid: owner.gid };
}

function findPostgresUser(): User | undefined {
  const ask = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  const uid = ask('-u');
  const gid = ask('-g');
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function createPostgresUser(): User {
  const created = runs({ command: 'useradd', args: ['--system', '--user-group', '--no-create-home', 'postgres'] });
  const user = created ? findPostgresUser() : undefined;
  if (user !== undefined) return user;
  throw new StartProblem(
    "PostgreSQL non può girare come root e non riesco a creare l'utente postgres: avvia EasyCare con un utente normale.",
  );
}

/** The outermost folder on the way that the user can't enter. */
function findBlockingFolder(folder: string, as: User): string | undefined {
  const canEnter = (path: string) => runs({ command: '/bin/sh', args: ['-c', 'cd "$0"', path] }, as);
  if (canEnter(folder)) return undefined;
  const { root } = parse(folder);
  const way: string[] = [];
  for (let path = folder; path !== root; path = dirname(path)) way.unshift(path);
  return way.find((path) => !canEnter(path)) ?? folder;
}

function runs({ command, args }: { command: string; args: string[] }, as: Partial<User> = {}): boolean {
  // The root folder as the working one: ours may be the very folder that user can't enter.
  return spawnSync(command, args, { ...as, cwd: '/', stdio: 'ignore' }).status === 0;
}
