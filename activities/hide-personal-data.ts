import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure, CompleteAsyncError } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Lets only codes out of an activity that fails. A PostgreSQL detail or an SMTP reply can carry a name or an address,
 * and what an activity throws stands in Temporal's history for more than a year.
 */
export function hidePersonalData(log: Logger): ActivityInboundCallsInterceptor {
  return {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        if (
          error instanceof ApplicationFailure ||
          error instanceof CancelledFailure ||
          error instanceof CompleteAsyncError
        ) {
          throw error;
        }
        const { name, code } = describe(error);
        const { activityType, attempt, workflowExecution } = Context.current().info;
        const workflowId = workflowExecution?.workflowId;
        log.warn({ name, code, activityType, attempt, workflowId }, 'an activity failed and is tried again');
        throw ApplicationFailure.create({ message: code, type: name });
      }
    },
  };
}

function describe(error: unknown): { name: string; code: string } {
  if (!(error instanceof Error)) return { name: 'unknown', code: 'unknown' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected';
  return { name: error.name, code };
}
