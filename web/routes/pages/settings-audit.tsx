import { type Context, Hono } from 'hono';
import { writeAudit } from '../../../src/audit/write-csv.ts';
import { findLastAnchor } from '../../../src/db/audit-anchors.ts';
import { readChainState } from '../../../src/db/audit-chain.ts';
import { listNewestAudit } from '../../../src/db/audit-entries.ts';
import { readPrivacyOfficer, savePrivacyOfficer } from '../../../src/db/privacy-officer.ts';
import { auditPeriod } from '../../../src/domain/audit.ts';
import { emailAddress } from '../../../src/domain/email-address.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import { usualLanguage } from '../../../src/domain/language.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { type AuditValues, auditFields, SettingsAuditPage } from '../../pages/settings-audit-page.tsx';
import { readFormBody } from './form-body.ts';
import { toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { findTwisted, readSeenVersion, toSettingsErrors } from './settings-form.ts';
import { streamCsv } from './stream-csv.ts';

type Given = { values?: Partial<AuditValues>; errors?: FieldError[]; stale?: boolean };

/** What the page shows of the trail itself; the rest is in the file. */
const newestShown = 20;
/** What a data protection officer asks for first: the last month. */
const usualPeriodMs = 30 * 24 * 3_600_000;

/** «Registro degli accessi»: where the audit trail stands, to whom it is told, and its file. */
export function createAuditSettingsPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderAudit(c))
    .post('/', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const typed = form.text('officer');
      const parsed = typed.trim() === '' ? { data: null } : emailAddress.safeParse(typed);
      const errors = [
        ...findTwisted(form, ['officer']),
        ...('error' in parsed && parsed.error ? toFieldErrors(parsed.error) : []),
      ].map((error) => ({ ...error, path: 'officer' }));
      if (errors.length > 0 || parsed.data === undefined) {
        return await renderAudit(c, { values: { officer: typed }, errors }, 422);
      }
      const seen = { municipalityId: c.var.municipality.id, version: readSeenVersion(form) };
      const { kind } = await savePrivacyOfficer(deps.db, seen, parsed.data);
      if (kind === 'stale') return await renderAudit(c, { values: { officer: typed }, stale: true }, 409);
      return c.redirect(`${settingsPath(c.var.municipality.slug, 'audit')}?esito=saved`, 303);
    })
    .get('/esporta.csv', ...signedIn, async (c) => {
      const typed = { dal: c.req.query('dal') ?? '', al: c.req.query('al') ?? '' };
      const period = auditPeriod.safeParse({ from: typed.dal, to: typed.al });
      if (!period.success) {
        const named = (path: string) => (path === 'from' ? 'dal' : 'al');
        const errors = toFieldErrors(period.error).map((error) => ({ ...error, path: named(error.path) }));
        return await renderAudit(c, { values: typed, errors }, 422);
      }
      const { id, slug } = c.var.municipality;
      const name = `registro-${slug}-${period.data.from}-${period.data.to}.csv`;
      return streamCsv(c, name, writeAudit(deps.db, id, period.data, textsIn(usualLanguage)));
    });

  async function renderAudit(
    c: Context<OperatorEnv>,
    { values, errors = [], stale = false }: Given = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const now = deps.now();
    const [officer, state, anchor, newest] = await Promise.all([
      readPrivacyOfficer(deps.db, municipality.id),
      readChainState(deps.db, municipality.id),
      findLastAnchor(deps.db, municipality.id),
      listNewestAudit(deps.db, municipality.id, newestShown),
    ]);
    const usual = {
      officer: officer.email ?? '',
      dal: dayInItaly(new Date(now.getTime() - usualPeriodMs)),
      al: dayInItaly(now),
    };
    const page = (
      <SettingsAuditPage
        municipality={municipality}
        operator={operator}
        version={officer.version}
        state={state}
        anchor={anchor}
        newest={newest}
        values={{ ...usual, ...values }}
        errors={toSettingsErrors(textsOf(c), errors, auditFields)}
        stale={stale}
        saved={status === 200 && c.req.query('esito') === 'saved'}
      />
    );
    return await renderPage(c, page, { status, now });
  }
}
