import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { z } from 'zod';
import { forMunicipality } from '../src/db/municipality-scope.ts';

const forOne = z.object({ municipalityId: z.uuid() });

/** Every activity is told for which Comune it works: it sees the rows of that one alone. */
export function workForMunicipality(): ActivityInboundCallsInterceptor {
  return {
    async execute(input, next) {
      const { municipalityId } = forOne.parse(input.args[0]);
      return await forMunicipality(municipalityId, () => next(input));
    },
  };
}
