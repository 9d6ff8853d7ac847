import { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { z } from 'zod';
import { forMunicipality } from '../src/db/municipality-scope.ts';

const forOne = z.object({ municipalityId: z.uuid() });

/** Retention looks over all Comuni, for ids, and says itself for which one it erases. */
const overAll = 'eraseDueRequests';

/** Every activity is told for which Comune it works: it sees the rows of that one alone. */
export function workForMunicipality(): ActivityInboundCallsInterceptor {
  return {
    async execute(input, next) {
      if (Context.current().info.activityType === overAll) return await next(input);
      const { municipalityId } = forOne.parse(input.args[0]);
      return await forMunicipality(municipalityId, () => next(input));
    },
  };
}
