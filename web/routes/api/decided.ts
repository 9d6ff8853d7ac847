import type { DecisionKind } from '../../../src/domain/decision.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';

/** What was decided, by whom and when: for a refusal that says who was first. */
export function tellWho({ decision, by, at }: { decision: DecisionKind; by: string; at: Date }) {
  return {
    more: { decision, by, at: at.toISOString() },
    words: { decision: textsIn('it')(`domain:decision.${decision}`), by, at: formatInstant(at) },
  };
}

function formatInstant(at: Date): string {
  return at.toLocaleString('it-IT', { timeZone: 'Europe/Rome', dateStyle: 'short', timeStyle: 'short' });
}
