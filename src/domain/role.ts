/**
 * What a person may do for a Comune: everything, people and settings among it; verify and decide; fill in the form for
 * who telephones; follow what was dispatched. `web/access.ts` says which route takes which.
 */
export const roles = ['administrator', 'operator', 'clerk', 'operations_lead'] as const;
export type Role = (typeof roles)[number];
