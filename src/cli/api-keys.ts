import { z } from 'zod';
import { createApiKey, listApiKeys, revokeApiKey } from '../db/api-keys.ts';
import type { Db } from '../db/database.ts';
import { newApiKey } from '../domain/api-key.ts';
import type { Commands } from './command.ts';
import { findComune } from './find-comune.ts';

/** Keys of a Comune's programs, as on its page. */
export function createApiKeyCommands(db: Db): Commands {
  const by = async (slug: string | undefined) => ({
    municipalityId: (await findComune(db, slug)).id,
    operatorId: null,
  });
  return {
    usage: `
  api-key create NAME submit|read PER_HOUR --comune SLUG
                                        a key for a program, shown this once, with its calls an hour
  api-key list --comune SLUG            the keys, without their secrets
  api-key revoke ID --comune SLUG       end a key at once`,
    run: {
      async 'api-key create'([name, scope, perHour], { comune }) {
        const made = await createApiKey(db, await by(comune), newApiKey.parse({ name, scope, perHour }));
        if (made.kind === 'created') console.log(made.key);
        else console.error(`This Comune has a key called «${name}» that holds.`);
        return made.kind === 'created' ? 0 : 1;
      },
      async 'api-key list'(_, { comune }) {
        const { municipalityId } = await by(comune);
        for (const key of await listApiKeys(db, municipalityId)) console.log(JSON.stringify(key));
        return 0;
      },
      async 'api-key revoke'([id], { comune }) {
        const revoked = await revokeApiKey(db, await by(comune), z.uuid().parse(id));
        console.log(revoked ? 'Revoked.' : 'This Comune has no such key that still holds.');
        return revoked ? 0 : 1;
      },
    },
  };
}
