import { z } from 'zod';

/**
 * What can be done with people's data. `attempt` is a form that was taken and of which nothing else was recorded: what it
 * asked for was done already, or the form belongs to nobody's data.
 */
export const auditActions = [
  'list',
  'search',
  'read',
  'export',
  'create',
  'correct',
  'decide',
  'import',
  'erase',
  'settings',
  'attempt',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Whose data it is; `volunteer_import` is a file of volunteers, whose histories name it, and `audit` this trail. */
export const auditSubjects = ['request', 'volunteer', 'member', 'invitation', 'volunteer_import', 'audit'] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/**
 * Who does it: an operator, a volunteer, a program with a key of the Comune's; `anyone` on a public page, with a link's secret or without; who administers
 * the installation; who works at the server's terminal; the service itself.
 */
export type AuditActor =
  | { kind: 'operator' | 'volunteer' | 'api_key'; id: string }
  | { kind: 'anyone' | 'installation' | 'terminal' | 'system' };
export const auditActors = [
  'operator',
  'volunteer',
  'api_key',
  'anyone',
  'installation',
  'terminal',
  'system',
] as const;
export type AuditActorKind = (typeof auditActors)[number];

/** Ids only, so that erasing a person erases them here. An export without ids is of everybody the Comune has. */
export type AuditEntry = { action: AuditAction; of?: { kind: AuditSubject; ids: readonly string[] } };

/** A day of the calendar; PostgreSQL has no year 0, and nobody has an entry of the year 9999. */
const day = z
  .string({ error: 'settings.audit.day' })
  .trim()
  .pipe(z.iso.date('settings.audit.day'))
  .refine((one) => one >= '2000-01-01' && one <= '2999-12-31', 'settings.audit.day');

/** Days in Italy, both included, `YYYY-MM-DD`. */
export const auditPeriod = z
  .object({ from: day, to: day })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'settings.audit.turned' });
export type AuditPeriod = z.infer<typeof auditPeriod>;
