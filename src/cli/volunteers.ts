import { pipeline } from 'node:stream/promises';
import { appendAudit } from '../db/audit-entries.ts';
import type { Bulk } from '../db/bulk.ts';
import type { Db } from '../db/database.ts';
import { addVolunteers, newVolunteer } from '../db/volunteers.ts';
import { writeVolunteers } from '../volunteers/export.ts';
import { importFile } from '../volunteers/import-file.ts';
import { type Commands, UsageError } from './command.ts';
import { findComune } from './find-comune.ts';
import { readJson } from './read-json.ts';

/** Volunteers from files, and into one. */
export function createVolunteerCommands({ db, openBulk }: { db: Db; openBulk: () => Bulk }): Commands {
  return {
    usage: `
  volunteers add FILE.json --comune SLUG     add volunteers whom the Comune already knows
  volunteers import FILE.csv --comune SLUG [--dry-run] [--with-duplicates]
                                        preview, then all rows or none; with --dry-run only the preview
  volunteers export --comune SLUG            the CSV of all volunteers, on standard output`,
    run: {
      async 'volunteers add'([file], { comune }) {
        const municipality = await findComune(db, comune);
        const volunteers = newVolunteer.array().parse(await readJson(file));
        console.log(`Added: ${await addVolunteers(db, municipality.id, volunteers)} of ${volunteers.length}.`);
        return 0;
      },
      async 'volunteers import'([file], options) {
        if (file === undefined) throw new UsageError();
        const municipality = await findComune(db, options.comune);
        const bulk = openBulk();
        try {
          return await importFile(
            { db, bulk, now: () => new Date() },
            { municipality, file, dryRun: options['dry-run'], withDuplicates: options['with-duplicates'] },
          );
        } finally {
          await bulk.db.destroy();
        }
      },
      async 'volunteers export'(_, { comune }) {
        const municipality = await findComune(db, comune);
        await appendAudit(db, municipality.id, { action: 'export', of: { kind: 'volunteer', ids: [] } });
        await pipeline(writeVolunteers(db, municipality.id), process.stdout, { end: false });
        return 0;
      },
    },
  };
}
