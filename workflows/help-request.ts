import { condition, setHandler, sleep } from '@temporalio/workflow';
import { createAnnouncements } from './announcements.ts';
import { type DecisionSignal, decidedSignal, type HelpRequestInput, importedSignal } from './contract.ts';
import { createSteps } from './steps.ts';
import { createUndo } from './undo.ts';

/**
 * The life of one help request: announced to the operators, imported by one of them, decided, and, when sent, offered
 * to volunteers until as many as the Comune wants have been told. It waits for months if it must, and ends with the
 * request; a restored request is a new run.
 */
export async function helpRequest(input: HelpRequestInput): Promise<void> {
  const steps = createSteps(input);
  const announcements = createAnnouncements(steps);
  const decisions: DecisionSignal[] = [];
  const emails: Promise<unknown>[] = [];
  let imported = input.resumeFrom === 'awaiting_operator';

  setHandler(importedSignal, () => {
    imported = true;
  });
  setHandler(decidedSignal, (decision) => {
    if (!decisions.some(({ decisionId }) => decisionId === decision.decisionId)) decisions.push(decision);
  });
  const undo = createUndo();

  if (input.resumeFrom === 'submitted') seeThrough(announcements.announce('new'));
  // Imported while Temporal was away, a request has its first run here; a receipt that was sent is not sent again.
  if (input.receiptEmailId !== undefined) seeThrough(steps.sendEmail(input.receiptEmailId));
  sleep(input.policy.lateAfterMs).then(() => seeThrough(announcements.announce('late')), endQuietly);

  // A decision can only be about an imported request, so it stands for the import when it comes first.
  await condition(() => imported || decisions.length > 0);
  if ((await steps.openForDecision()) === 'open') await carryOutUntilClosed();

  announcements.stop();
  // A digest lists other requests too: the run that claimed it sees it through.
  await Promise.all(emails);

  /** Goes on beside the story, which waits for it before it ends. */
  function seeThrough(work: Promise<unknown>): void {
    emails.push(work);
    work.catch(endQuietly);
  }

  async function carryOutUntilClosed(): Promise<void> {
    for (let next = 0; ; next += 1) {
      await condition(() => decisions.length > next);
      const outcome = await carryOut(decisions[next]);
      if (outcome === 'dispatched' || outcome === 'discarded' || outcome === 'closed') return;
    }
  }

  async function carryOut(decision: DecisionSignal | undefined) {
    if (decision === undefined) return 'superseded';
    if (undo.isHeld(decision) && (await undo.isUndone(decision))) return 'undone';
    switch (decision.kind) {
      case 'discard':
        return await steps.discard(decision.decisionId);
      case 'dispatch':
        return await dispatch(decision.decisionId);
    }
  }

  async function dispatch(decisionId: string) {
    const selection = await steps.selectVolunteers(decisionId);
    if (selection.kind !== 'selected') return selection.kind;
    const told = await Promise.all(selection.offers.map(tellVolunteer));
    if (told.includes(true)) {
      if (selection.leadEmailId !== null) await steps.sendEmail(selection.leadEmailId);
      return 'dispatched';
    }
    const report = await steps.reportNoVolunteers(decisionId);
    report.map(steps.sendEmail).forEach(seeThrough);
    return 'no_volunteers';
  }

  /** The place of a volunteer who can't be reached goes to the next in rank, while there is one. */
  async function tellVolunteer(first: { offerId: string; emailId: string }): Promise<boolean> {
    for (let offer: typeof first | null = first; offer !== null; offer = await steps.replaceVolunteer(offer.offerId)) {
      const outcome = await steps.sendEmail(offer.emailId);
      if (outcome !== 'failed') return outcome === 'accepted';
    }
    return false;
  }
}

/** A run that is cancelled by hand ends by itself: what goes on beside it must not make its tasks fail for ever. */
function endQuietly(): void {}
