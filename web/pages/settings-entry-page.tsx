import {
  decideRemoval,
  type EntryChange,
  type ListKind,
  mostCounted,
  type Usage,
} from '../../src/domain/comune-lists.ts';
import type { Listed } from '../../src/domain/help-request.ts';
import { CheckListField, ConfirmField } from '../components/check-field.tsx';
import { RadioField } from '../components/choice-field.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import {
  SeenVersion,
  SettingsFrame,
  type SettingsProps,
  StaleAlert,
  settingsPath,
} from '../components/settings-frame.tsx';
import { TextField } from '../components/text-field.tsx';

type EntryProps = SettingsProps & { kind: ListKind; entry: Listed };

export type SettingsEntryProps = EntryProps & {
  /** What is in the fields: the stored values, or what was typed and refused. */
  values: EntryChange;
  errors: FormErrors;
  stale: boolean;
  unsaved: string[];
};

const toOptions = (list: Listed[]) => list.map(({ code, label }) => ({ value: code, label }));

/** One entry: its label, and what a need requires or which zones are next to a zone. */
export const SettingsEntryPage = (props: SettingsEntryProps) => {
  const { t } = usePage();
  const { municipality, kind, entry, values, errors, stale } = props;
  const title = t(`settings:edit.title.${kind}`, { label: entry.label });
  const others = municipality.zones.filter(({ code }) => code !== entry.code);
  return (
    <SettingsFrame {...props} title={title} current={kind} wrong={errors.length > 0 || stale}>
      <h1>{title}</h1>
      {stale ? <StaleAlert unsaved={props.unsaved} /> : null}
      <ErrorSummary errors={errors} labelOf={(name) => t(`settings:fields.${name}`)} />
      <form class="ec-form" method="post" action={settingsPath(municipality.slug, kind, entry.code)} novalidate>
        <SeenVersion version={props.version} />
        <TextField
          name="label"
          label={t('settings:fields.label')}
          hint={t('settings:edit.labelHint', { code: entry.code })}
          error={errorOf(errors, 'label')}
          value={values.label}
          autocomplete="off"
          required
        />
        {kind === 'need' ? <DefaultFields {...props} /> : null}
        {kind === 'zone' && others.length > 0 ? (
          <CheckListField
            name="neighbours"
            label={t('settings:fields.neighbours')}
            hint={t('settings:edit.neighboursHint')}
            error={errorOf(errors, 'neighbours')}
            options={toOptions(others)}
            values={values.neighbours ?? []}
          />
        ) : null}
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('settings:edit.save')}
          </button>
        </div>
      </form>
      <BackToList {...props} />
    </SettingsFrame>
  );
};

const DefaultFields = ({ municipality, values: { defaults }, errors }: SettingsEntryProps) => {
  const { t } = usePage();
  return (
    <fieldset class="ec-section">
      <legend>{t('settings:edit.defaults')}</legend>
      <p class="ec-hint">{t('settings:edit.defaultsHint')}</p>
      {municipality.skills.length === 0 ? null : (
        <CheckListField
          name="skills"
          label={t('settings:fields.skills')}
          error={errorOf(errors, 'skills')}
          options={toOptions(municipality.skills)}
          values={defaults?.skills ?? []}
        />
      )}
      <ConfirmField name="vehicle" label={t('settings:fields.vehicle')} checked={defaults?.vehicle ?? false} />
      {municipality.languages.length === 0 ? null : (
        <>
          <CheckListField
            name="languages"
            label={t('settings:fields.languages')}
            error={errorOf(errors, 'languages')}
            options={toOptions(municipality.languages)}
            values={defaults?.languages ?? []}
          />
          <RadioField
            name="languagesMatch"
            label={t('settings:fields.languagesMatch')}
            error={errorOf(errors, 'languagesMatch')}
            options={(['any', 'all'] as const).map((value) => ({
              value,
              label: t(`settings:languagesMatch.${value}`),
            }))}
            value={defaults?.languagesMatch ?? 'any'}
          />
        </>
      )}
    </fieldset>
  );
};

/** Before an entry is removed: what that would touch, and what would become of it. */
export const SettingsRemovalPage = (props: EntryProps & { usage: Usage; stale: boolean }) => {
  const { t } = usePage();
  const { municipality, kind, entry, usage, stale } = props;
  const title = t('settings:removal.title', { label: entry.label });
  const becomes = decideRemoval(usage);
  return (
    <SettingsFrame {...props} title={title} current={kind} wrong={stale}>
      <h1>{title}</h1>
      {stale ? <StaleAlert unsaved={[]} /> : null}
      <h2>{t('settings:removal.touches')}</h2>
      <ul>
        <UsageLines {...props} />
      </ul>
      <h2>{t('settings:removal.becomes')}</h2>
      <p>{t(`settings:removal.${becomes}`, { context: kind })}</p>
      {becomes === 'kept' ? null : (
        <form method="post" action={`${settingsPath(municipality.slug, kind, entry.code)}/rimuovi`}>
          <SeenVersion version={props.version} />
          <button type="submit" class="btn btn-primary">
            <Icon name={becomes === 'retired' ? 'it-minus-circle' : 'it-delete'} size="sm" />{' '}
            {t(`settings:removal.button.${becomes}`)}
          </button>
        </form>
      )}
      <BackToList {...props} />
    </SettingsFrame>
  );
};

const UsageLines = ({ kind, usage }: { kind: ListKind; usage: Usage }) => {
  const { t } = usePage();
  const { requests, volunteers, withoutOther, relatives } = usage;
  const lines = [
    ...(requests.open + requests.closed > mostCounted
      ? [t('settings:usage.manyRequests', { open: requests.open })]
      : [t('settings:usage.open', { count: requests.open }), t('settings:usage.closed', { count: requests.closed })]),
    volunteers > mostCounted
      ? t('settings:usage.manyVolunteers')
      : t('settings:usage.volunteers', { count: volunteers }),
    ...(withoutOther > 0 ? [t(`settings:usage.withoutOther.${kind}`, { count: withoutOther })] : []),
    ...(kind === 'need'
      ? []
      : [
          relatives.length === 0
            ? t(`settings:usage.noRelatives.${kind}`)
            : t(`settings:usage.relatives.${kind}`, { labels: relatives.map(({ label }) => label).join(', ') }),
        ]),
  ];
  return (
    <>
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </>
  );
};

const BackToList = ({ municipality, kind }: EntryProps) => {
  const { t } = usePage();
  return (
    <p class="ec-back">
      <a href={settingsPath(municipality.slug, kind)}>{t('settings:back')}</a>
    </p>
  );
};
