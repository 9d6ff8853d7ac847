import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditActor, AuditEntry, AuditSubject } from '../domain/audit.ts';

/** Who is at work, and what they were given of people's data so far. */
export type AuditScope = {
  /** Asked for when it is needed: who it is may be found out on the way. */
  actor: () => AuditActor;
  /** The call's id in the log of the web. */
  callId: string | null;
  disclosed: AuditEntry[];
  /** How many entries were written meanwhile, with what they say in one transaction. */
  appended: number;
};

const scopes = new AsyncLocalStorage<AuditScope>();
const system: AuditScope = { actor: () => ({ kind: 'system' }), callId: null, disclosed: [], appended: 0 };

/** Does work in somebody's name; what nobody has begun this way the service does itself. */
export function workInScope<T>(scope: AuditScope, work: () => T): T {
  return scopes.run(scope, work);
}

export function openScope(actor: () => AuditActor, callId: string | null = null): AuditScope {
  return { actor, callId, disclosed: [], appended: 0 };
}

/** Who is at work here. */
export function currentScope(): AuditScope {
  return scopes.getStore() ?? system;
}

/**
 * Notes that a query gave somebody's data, for whoever lets them out to record: `web/middleware/audit-calls.ts`. Every
 * query that gives names, numbers or addresses to a page says so here; who has no scope (the worker) shows nobody a page.
 */
export function disclose(
  action: 'list' | 'search' | 'read' | 'export',
  kind: AuditSubject,
  people: readonly { id: string }[],
): void {
  scopes.getStore()?.disclosed.push({ action, of: { kind, ids: people.map(({ id }) => id) } });
}
