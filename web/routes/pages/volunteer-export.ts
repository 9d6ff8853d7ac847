import { Hono } from 'hono';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { writeVolunteers } from '../../../src/volunteers/export.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { streamCsv } from './stream-csv.ts';

/** The CSV of the Comune's volunteers, as it is read from the database. */
export function createVolunteerExport(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>().get('/', ...signedIn, (c) => {
    const { id, slug } = c.var.municipality;
    return streamCsv(c, `volontari-${slug}-${dayInItaly(deps.now())}.csv`, writeVolunteers(deps.db, id));
  });
}
