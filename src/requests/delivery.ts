import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import {
  findDecisionsToRepeat,
  findDecisionToDeliver,
  findRunSource,
  findUndoToDeliver,
  markDecisionSignalled,
  markImportSignalled,
  markRunStarted,
  markUndoSignalled,
  type RunSource,
} from '../db/undelivered.ts';
import { findLetterSource, markLetterStarted } from '../db/undelivered-letters.ts';
import { DomainError } from '../domain/errors.ts';
import type { RequestRuns } from '../temporal.ts';

/** `unreachable`: Temporal is away, so the next one need not be tried; `postponed`: only this one has to wait. */
export type Delivered = 'delivered' | 'postponed' | 'unreachable';

/**
 * Brings what PostgreSQL holds to Temporal. Each call is safe to repeat, and none throws when Temporal is away: the
 * row stays as it is, and the monitor comes by again.
 */
export type Delivery = {
  /** @param source where the caller has just written the row, and so knows what it says */
  startRun(requestId: string, source?: RunSource): Promise<Delivered>;
  /** Starts the run of an email that belongs to no request's. */
  startLetter(emailId: string): Promise<Delivered>;
  deliverImport(requestId: string): Promise<Delivered>;
  deliverDecision(decisionId: string): Promise<Delivered>;
  /** Tells the run that waits for it that a decision was undone; a run that has ended, or is to come, need not know. */
  deliverUndo(decisionId: string): Promise<Delivered>;
  /**
   * Temporal came back from an older backup than PostgreSQL, or with none: starts a run where there is none, and tells
   * whichever runs what the rows say was imported and decided. Heard twice, it is done once.
   */
  recoverRun(requestId: string): Promise<'started' | 'running'>;
  /** The same for an email that is not settled and whose run is lost. */
  recoverLetter(emailId: string): Promise<'started' | 'running'>;
};

export function createDelivery({ db, runs, log }: { db: Db; runs: RequestRuns; log: Logger }): Delivery {
  async function orPostpone(id: string, deliver: () => Promise<Delivered>): Promise<Delivered> {
    try {
      return await deliver();
    } catch (error) {
      const isAway = error instanceof DomainError && error.code === 'temporal_unavailable';
      const code = isAway ? error.code : error instanceof Error ? error.name : 'unknown';
      log.warn({ id, code }, 'postponed: the monitor will deliver it');
      return isAway ? 'unreachable' : 'postponed';
    }
  }

  /** A run that begins where the row stands. A request that is closed needs none, unless there is more to do for it. */
  async function startFromRow(
    requestId: string,
    when: 'unless closed' | 'always' = 'unless closed',
  ): Promise<'started' | 'running'> {
    const source = await findRunSource(db, requestId);
    const isClosed = source?.status === 'dispatched' || source?.status === 'discarded';
    if (source !== undefined && (when === 'always' || !isClosed) && (await startFrom(source)) === 'running')
      return 'running';
    await markRunStarted(db, requestId);
    return 'started';
  }

  function startFrom({ municipalityId, requestId, imported, receiptEmailId, policy }: RunSource) {
    return runs.start({
      municipalityId,
      requestId,
      resumeFrom: imported ? 'awaiting_operator' : 'submitted',
      ...(receiptEmailId === null ? {} : { receiptEmailId }),
      policy,
    });
  }

  async function startLetterFromRow(emailId: string): Promise<'started' | 'running'> {
    const source = await findLetterSource(db, emailId);
    // Erased meanwhile, with the volunteer: there is nobody to write to.
    const started = source === undefined ? 'started' : await runs.startLetter(source);
    await markLetterStarted(db, emailId);
    return started;
  }

  return {
    startLetter: (emailId) =>
      orPostpone(emailId, async () => {
        await startLetterFromRow(emailId);
        return 'delivered';
      }),
    recoverLetter: startLetterFromRow,

    startRun: (requestId, source) =>
      orPostpone(requestId, async () => {
        const started = source === undefined ? await startFromRow(requestId) : await startFrom(source);
        if (source !== undefined || started === 'running') await markRunStarted(db, requestId);
        return 'delivered';
      }),

    deliverImport: (requestId) =>
      orPostpone(requestId, async () => {
        if ((await runs.signalImported(requestId)) === 'no_run') {
          // Somebody else started it in between: it has to be signalled after all.
          if ((await startFromRow(requestId)) === 'running') return 'postponed';
        }
        await markImportSignalled(db, requestId);
        return 'delivered';
      }),

    deliverDecision: (decisionId) =>
      orPostpone(decisionId, async () => {
        const decision = await findDecisionToDeliver(db, decisionId);
        if (decision === undefined || decision.settled) return 'delivered';
        const { requestId, kind, settled: _, ...hold } = decision;
        if (kind === 'restore') {
          // A run that is just ending is still `running`: the restored one starts when it is over.
          if ((await startFromRow(requestId, 'always')) === 'running') return 'postponed';
        } else if (kind !== 'close') {
          if ((await runs.signalDecision(requestId, { decisionId, kind, ...hold })) === 'no_run') {
            await startFromRow(requestId);
            return 'postponed';
          }
        }
        await markDecisionSignalled(db, decisionId);
        return 'delivered';
      }),

    deliverUndo: (decisionId) =>
      orPostpone(decisionId, async () => {
        const requestId = await findUndoToDeliver(db, decisionId);
        if (requestId === undefined) return 'delivered';
        await runs.signalUndone(requestId, decisionId);
        await markUndoSignalled(db, decisionId);
        return 'delivered';
      }),

    async recoverRun(requestId) {
      const started = await startFromRow(requestId, 'always');
      if (started === 'running' && (await findRunSource(db, requestId))?.imported) await runs.signalImported(requestId);
      for (const decision of await findDecisionsToRepeat(db, requestId)) await runs.signalDecision(requestId, decision);
      return started;
    },
  };
}
