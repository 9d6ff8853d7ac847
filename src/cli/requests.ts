import { createReadStream } from 'node:fs';
import type { Db } from '../db/database.ts';
import { findUnfinished } from '../db/undelivered.ts';
import { findUnfinishedLetters } from '../db/undelivered-letters.ts';
import type { createLog } from '../log.ts';
import { createDelivery } from '../requests/delivery.ts';
import { longestNotification, receiveNotification } from '../requests/receive-notification.ts';
import type { connectRequestRuns } from '../temporal.ts';
import type { Commands } from './command.ts';

type Tools = {
  db: Db;
  log: ReturnType<typeof createLog>;
  connectRuns: () => ReturnType<typeof connectRequestRuns>;
};

/** What a mail server brings back, and what a restored database lacks. */
export function createRequestCommands({ db, log, connectRuns }: Tools): Commands {
  return {
    usage: `
  mail notification [FILE|-]            take a notification that an email came back (RFC 3464), from a file or
                                        standard input
  requests recover                      after a restore from backup: start a run for each open request, and each
                                        unsent email to a volunteer, that has none`,
    run: {
      async 'mail notification'([file]) {
        const outcome = await receiveNotification({ db, log }, await readNotification(file));
        console.log(JSON.stringify(outcome));
        return outcome.kind === 'not_a_notification' ? 1 : 0;
      },
      async 'requests recover'() {
        const runs = connectRuns();
        const delivery = createDelivery({ db, runs, log });
        let started = 0;
        for (const id of await findUnfinished(db)) if ((await delivery.recoverRun(id)) === 'started') started += 1;
        for (const id of await findUnfinishedLetters(db)) {
          if ((await delivery.recoverLetter(id)) === 'started') started += 1;
        }
        await runs.close();
        console.log(`Started: ${started}.`);
        return 0;
      },
    },
  };
}

/** @throws Error as soon as there is more than a notification can be */
async function readNotification(file = '-'): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > longestNotification) throw new Error('A notification has at most 1 MiB.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
