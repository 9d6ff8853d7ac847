import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { appendAudit } from '../../src/db/audit-entries.ts';
import { type AuditScope, openScope, workInScope } from '../../src/db/audit-scope.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import type { AuditActor, AuditEntry } from '../../src/domain/audit.ts';
import { matrix } from '../access.ts';
import type { WebEnv } from '../context.ts';
import type { WebDependencies } from '../dependencies.ts';
import { findRoute } from '../find-route.ts';
import type { VolunteerEnv } from '../routes/pages/require-volunteer.tsx';

/**
 * Records, before an answer leaves, whose data it shows: what the queries under it gave out (`disclose`), whatever route
 * that is. Where it can't be recorded, the answer is an error instead. A form that was taken, and of which nothing was
 * recorded, is recorded as an attempt, so that no deed of somebody known goes without an entry.
 */
export function auditCalls({ db }: Pick<WebDependencies, 'db'>) {
  return createMiddleware<WebEnv>(async (c, next) => {
    const actor = () => findActor(c);
    const scope = openScope(actor, c.var.requestLogId);
    await workInScope(scope, next);
    const { municipality }: Partial<WebEnv['Variables']> = c.var;
    // What was refused has shown nothing: an error's own page holds nobody's data.
    if (municipality === undefined || c.error !== undefined) return;
    const entries = findEntries(c, scope);
    if (entries.length === 0) return;
    await workInScope(scope, () => forMunicipality(municipality.id, () => appendAudit(db, municipality.id, entries)));
  });
}

function findEntries(c: Context<WebEnv>, { actor, disclosed, appended }: AuditScope): AuditEntry[] {
  const { status } = c.res;
  // A page that leads elsewhere shows nothing itself.
  const shown = status >= 300 && status < 400 ? [] : unite(disclosed);
  const isDeed = !['GET', 'HEAD'].includes(c.req.method) && status < 400;
  const isSilent = isDeed && appended === 0 && shown.length === 0 && 'id' in actor();
  return isSilent ? [{ action: 'attempt' }] : shown;
}

/** One entry for each action on a kind of people, with each of them once; a page without anybody says so, too. */
function unite(disclosed: readonly AuditEntry[]): AuditEntry[] {
  const united = Map.groupBy(disclosed, ({ action, of }) => `${action} ${of?.kind}`);
  return [...united.values()].flatMap(([first, ...others]) => {
    if (first?.of === undefined) return [];
    const { action, of } = first;
    const ids = [...of.ids, ...others.flatMap((other) => other.of?.ids ?? [])];
    return ids.length === 0 && action === 'read' ? [] : [{ action, of: { kind: of.kind, ids } }];
  });
}

function findActor(c: Context<WebEnv>): AuditActor {
  const { operator, volunteer, apiKey }: Partial<WebEnv['Variables'] & VolunteerEnv['Variables']> = c.var;
  if (operator !== undefined) return { kind: 'operator', id: operator.id };
  if (volunteer !== undefined) return { kind: 'volunteer', id: volunteer.id };
  if (apiKey !== undefined) return { kind: 'api_key', id: apiKey.id };
  const route = findRoute(c);
  const access = route && matrix[`${route.method} ${route.path}`];
  return { kind: access === 'installation' ? 'installation' : 'anyone' };
}
