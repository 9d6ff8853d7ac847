import { type Context, Hono } from 'hono';
import { readRatings } from '../../../src/db/ratings.ts';
import { readStatistics, readVolunteerLoad } from '../../../src/db/statistics.ts';
import { readZoneShapes } from '../../../src/db/zone-shapes.ts';
import { namePeriod, type Period, readPeriod } from '../../../src/domain/period.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { StatisticsPage } from '../../pages/statistics-page.tsx';
import { writeTable } from '../../statistics-csv.ts';
import { type Counted, makeTable, tableNames } from '../../statistics-tables.ts';
import { WebError } from '../../web-error.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { streamCsv } from './stream-csv.ts';

/** «Statistiche», on paper too, and each of its tables as a file. */
export function createStatisticsPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const isChosen = c.req.query('dal') !== undefined || c.req.query('al') !== undefined;
      const chosen = readChosen(c);
      const wrongPeriod = isChosen && chosen === undefined;
      const counted = await count(municipality.id, chosen ?? namePeriod('month', dayInItaly(deps.now())));
      const page = (
        <StatisticsPage municipality={municipality} operator={operator} counted={counted} wrongPeriod={wrongPeriod} />
      );
      return await renderPage(c, page, { status: wrongPeriod ? 422 : 200, now: deps.now() });
    })
    .get('/esporta.csv', ...signedIn, async (c) => {
      const { id, slug } = c.var.municipality;
      const name = tableNames.find((one) => one === c.req.query('tabella'));
      const period = readChosen(c);
      if (name === undefined || period === undefined) throw new WebError('not_found');
      const t = textsOf(c);
      const table = makeTable(name, await count(id, period), t);
      return streamCsv(c, `statistiche-${slug}-${name}-${period.from}-${period.to}.csv`, writeTable(table, t));
    });

  function readChosen(c: Context<OperatorEnv>): Period | undefined {
    return readPeriod({ from: c.req.query('dal'), to: c.req.query('al') });
  }

  async function count(municipalityId: string, period: Period): Promise<Counted> {
    const [statistics, load, shapes, ratings] = await Promise.all([
      readStatistics(deps.db, municipalityId, period),
      readVolunteerLoad(deps.db, municipalityId),
      readZoneShapes(deps.db, municipalityId),
      readRatings(deps.db, municipalityId, period),
    ]);
    return { period, statistics, load, shapes, ratings };
  }
}
