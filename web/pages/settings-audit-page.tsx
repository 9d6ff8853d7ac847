import type { StoredAnchor } from '../../src/db/audit-anchors.ts';
import type { ChainState } from '../../src/db/audit-chain.ts';
import type { ReadEntry } from '../../src/db/audit-entries.ts';
import { Alert } from '../components/alert.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { usePage } from '../components/page-context.tsx';
import {
  SeenVersion,
  SettingsFrame,
  type SettingsProps,
  StaleAlert,
  settingsPath,
} from '../components/settings-frame.tsx';
import { TextField } from '../components/text-field.tsx';
import { When } from '../components/when.tsx';

/** The fields, in the page's order. */
export const auditFields = ['dal', 'al', 'officer'] as const;
/** What is in the fields, as it was typed. */
export type AuditValues = Record<(typeof auditFields)[number], string>;

type Props = SettingsProps & {
  state: ChainState;
  anchor: StoredAnchor | undefined;
  newest: ReadEntry[];
  values: AuditValues;
  errors: FormErrors;
  stale: boolean;
  saved: boolean;
};

/** «Registro degli accessi»: who read or changed whose data. */
export const SettingsAuditPage = (props: Props) => {
  const { t } = usePage();
  const { municipality, errors, stale, saved } = props;
  const title = t('settings:tab.audit');
  const labelOf = (name: string) => t(`audit:page.${name}`);
  return (
    <SettingsFrame {...props} title={title} current="audit" wrong={errors.length > 0 || stale}>
      <h1>{title}</h1>
      {saved ? (
        <Alert kind="success" takesFocus>
          <p>{t('audit:page.saved')}</p>
        </Alert>
      ) : null}
      {stale ? <StaleAlert unsaved={[`${t('audit:page.officer')}: ${props.values.officer}`]} /> : null}
      <ErrorSummary errors={errors} labelOf={labelOf} />
      <p>{t('audit:page.lead')}</p>
      <p>{t('audit:page.sealed')}</p>
      <ExportForm {...props} path={settingsPath(municipality.slug, 'audit')} />
      <Newest newest={props.newest} />
      <State {...props} />
      <OfficerForm {...props} path={settingsPath(municipality.slug, 'audit')} />
    </SettingsFrame>
  );
};

const ExportForm = ({ path, values, errors }: Props & { path: string }) => {
  const { t } = usePage();
  return (
    <section aria-labelledby="export-title">
      <h2 id="export-title">{t('audit:page.exportTitle')}</h2>
      <p class="ec-hint">{t('audit:page.exportHint')}</p>
      <form class="ec-form" method="get" action={`${path}/esporta.csv`} novalidate>
        <div class="ec-pair">
          <TextField
            name="dal"
            type="date"
            label={t('audit:page.dal')}
            value={values.dal}
            error={errorOf(errors, 'dal')}
            required
          />
          <TextField
            name="al"
            type="date"
            label={t('audit:page.al')}
            value={values.al}
            error={errorOf(errors, 'al')}
            required
          />
        </div>
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('audit:page.download')}
          </button>
        </div>
      </form>
    </section>
  );
};

const Newest = ({ newest }: { newest: ReadEntry[] }) => {
  const { t } = usePage();
  const columns = ['at', 'who', 'what', 'whose', 'count'] as const;
  const label = (column: (typeof columns)[number]) => t(`audit:page.columns.${column}`);
  return (
    <section aria-labelledby="newest-title">
      <h2 id="newest-title">{t('audit:page.newest')}</h2>
      {newest.length === 0 ? (
        <p>{t('audit:page.empty')}</p>
      ) : (
        <table class="ec-table">
          <caption class="visually-hidden">{t('audit:page.newest')}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col">{label(column)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {newest.map((entry) => (
              <tr class="ec-row">
                <td data-label={label('at')}>{entry.at.slice(0, 19)}</td>
                <td data-label={label('who')}>{entry.actorName ?? t(`audit:actor.${entry.actorKind}`)}</td>
                <td data-label={label('what')}>{t(`audit:action.${entry.action}`)}</td>
                <td data-label={label('whose')}>
                  {entry.subjectKind === null ? '' : t(`audit:subject.${entry.subjectKind}`)}
                </td>
                <td data-label={label('count')}>{tellCount(entry, t('audit:everybody'))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

function tellCount({ action, subjectKind, subjectIds }: ReadEntry, everybody: string): string {
  if (subjectKind === null) return '';
  return action === 'export' && subjectIds.length === 0 ? everybody : String(subjectIds.length);
}

const State = ({ state, anchor }: Pick<Props, 'state' | 'anchor'>) => {
  const { t } = usePage();
  const { head, unsealed } = state;
  return (
    <section aria-labelledby="state-title">
      <h2 id="state-title">{t('audit:page.state')}</h2>
      {head === undefined ? (
        <p>{t('audit:page.none')}</p>
      ) : (
        <dl class="ec-facts">
          <div>
            <dt>{t('audit:page.batch')}</dt>
            <dd>{String(head.number)}</dd>
          </div>
          <div>
            <dt>{t('audit:page.sealedAt')}</dt>
            <dd>
              <When at={head.sealedAt} />
            </dd>
          </div>
          <div>
            <dt>{t('audit:page.unsealed')}</dt>
            <dd>{String(unsealed)}</dd>
          </div>
          <div>
            <dt>{t('audit:page.lastAnchor')}</dt>
            <dd>{anchor === undefined ? t('audit:page.noAnchor') : anchor.day.split('-').toReversed().join('/')}</dd>
          </div>
          <div class="ec-facts__wide">
            <dt>{t('audit:page.head')}</dt>
            <dd>
              <code>{head.hash.toString('hex')}</code>
            </dd>
          </div>
        </dl>
      )}
    </section>
  );
};

const OfficerForm = ({ path, values, errors, version }: Props & { path: string }) => {
  const { t } = usePage();
  return (
    <section aria-labelledby="officer-title">
      <h2 id="officer-title">{t('audit:page.officerTitle')}</h2>
      <form class="ec-form" method="post" action={path} novalidate>
        <SeenVersion version={version} />
        <TextField
          name="officer"
          type="email"
          label={t('audit:page.officer')}
          hint={t('audit:page.officerHint')}
          value={values.officer}
          error={errorOf(errors, 'officer')}
          autocomplete="off"
        />
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('audit:page.save')}
          </button>
        </div>
      </form>
    </section>
  );
};
