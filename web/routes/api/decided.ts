import type { DecisionKind } from '../../../src/domain/decision.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';

/** What was decided, by whom and when: for a refusal that says who was first. */
export function tellWho({ decision, by, at }: { decision: DecisionKind; by: string | null; at: Date }) {
  return {
    more: { decision, by: nameDecider(by), at: at.toISOString() },
    words: { decision: textsIn('it')(`domain:decision.${decision}`), by: nameDecider(by), at: formatInstant(at) },
  };
}

/** Who decided; where no operator did, who asked for help withdrew the request. */
export function nameDecider(by: string | null): string {
  return by ?? textsIn('it')('domain:by.requester');
}

function formatInstant(at: Date): string {
  return at.toLocaleString('it-IT', { timeZone: 'Europe/Rome', dateStyle: 'short', timeStyle: 'short' });
}
