import { createMunicipality, municipalityDefinition } from '../db/create-municipality.ts';
import type { Db } from '../db/database.ts';
import { isConfined } from '../db/health.ts';
import { migrate } from '../db/migrate.ts';
import { addDemoData } from '../demo/add-demo-data.ts';
import type { SignIn } from '../sign-in.ts';
import type { Commands } from './command.ts';
import { readJson } from './read-json.ts';

type Tools = {
  db: Db;
  signIn: SignIn;
  /** A connection such as web and worker have. */
  openAsWeb: () => Db;
  production: boolean;
};

/** The database of this release, and the Comuni that share it. */
export function createInstallationCommands({ db, signIn, openAsWeb, production }: Tools): Commands {
  return {
    usage: `
  migrate                               bring the database to this release
  comune create FILE.json               create a Comune with its lists and head of operations (docs/comune.example.json)
  demo                                  add the made-up Comune «esempio» (password: DEMO_OPERATOR_PASSWORD)`,
    run: {
      async migrate() {
        const applied = await migrate(db);
        console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
        return await checkThatComuniAreApart();
      },
      async 'comune create'([file]) {
        const definition = municipalityDefinition.parse(await readJson(file));
        const { kind } = await createMunicipality(db, definition);
        console.log(kind === 'created' ? `Created: ${definition.slug}.` : `${definition.slug} exists already.`);
        return kind === 'created' ? 0 : 1;
      },
      async demo() {
        const password = process.env['DEMO_OPERATOR_PASSWORD'];
        if (password === undefined || password === '') throw new Error('DEMO_OPERATOR_PASSWORD is not set.');
        console.log(JSON.stringify(await addDemoData({ db, signIn }, password)));
        return 0;
      },
    },
  };

  /** A connection that sees every Comune's rows is none for web and worker; only where one tries things out it may pass. */
  async function checkThatComuniAreApart(): Promise<number> {
    const app = openAsWeb();
    try {
      if (await isConfined(app)) return 0;
      console.error('The role of DATABASE_URL sees the rows of every Comune: see docs/operations.md, «Roles».');
      return production ? 1 : 0;
    } finally {
      await app.destroy();
    }
  }
}
