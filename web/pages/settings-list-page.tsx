import type { TFunction } from 'i18next';
import type { Municipality } from '../../src/db/municipalities.ts';
import { type ListEntry, type ListKind, withRetired } from '../../src/domain/comune-lists.ts';
import { Alert } from '../components/alert.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { MoveButtons } from '../components/move-buttons.tsx';
import { labelOf } from '../components/offer-reasons.tsx';
import { usePage } from '../components/page-context.tsx';
import {
  SeenVersion,
  SettingsFrame,
  type SettingsProps,
  StaleAlert,
  settingsPath,
} from '../components/settings-frame.tsx';
import { TextField } from '../components/text-field.tsx';

/** What has just happened: a code in the address, and the entry it happened to. */
export const listFlashes = ['added', 'changed', 'moved', 'retired', 'deleted', 'restored'] as const;
export type ListFlash = { code: (typeof listFlashes)[number]; entry: string };

export type SettingsListProps = SettingsProps & {
  kind: ListKind;
  entries: ListEntry[];
  /** What was typed as a new entry and refused. */
  typed: string;
  errors: FormErrors;
  stale: boolean;
  flash: ListFlash | undefined;
};

/** One of the Comune's lists: its entries in order, those that are retired, and a field for a new one. */
export const SettingsListPage = (props: SettingsListProps) => {
  const { t } = usePage();
  const { municipality, kind, entries, errors, flash, version } = props;
  const path = settingsPath(municipality.slug, kind);
  const inUse = entries.filter(({ retired }) => !retired);
  const retired = entries.filter((entry) => entry.retired);
  const title = t(`settings:tab.${kind}`);
  return (
    <SettingsFrame {...props} title={title} current={kind} wrong={errors.length > 0 || props.stale}>
      <h1>{title}</h1>
      <p>{t(`settings:lead.${kind}`)}</p>
      {flash === undefined ? null : (
        <Alert kind="success" takesFocus>
          <p>{t(`settings:flash.${flash.code}`, { label: flash.entry })}</p>
        </Alert>
      )}
      {props.stale ? <StaleAlert unsaved={[]} /> : null}
      <ErrorSummary errors={errors} labelOf={() => t(`settings:add.${kind}`)} />
      {inUse.length === 0 ? <p>{t('settings:list.empty')}</p> : <Entries {...props} entries={inUse} path={path} />}
      <form class="ec-settings__add" method="post" action={path} novalidate>
        <TextField
          name="label"
          label={t(`settings:add.${kind}`)}
          hint={t('settings:add.hint')}
          error={errorOf(errors, 'label')}
          value={props.typed}
          autocomplete="off"
          required
        />
        <button type="submit" class="btn btn-primary">
          <Icon name="it-plus-circle" size="sm" /> {t('settings:add.button')}
        </button>
      </form>
      {retired.length === 0 ? null : (
        <section aria-labelledby="retired-title">
          <h2 id="retired-title">{t('settings:retired.title')}</h2>
          <p>{t('settings:retired.text')}</p>
          <ul class="ec-settings__retired">
            {retired.map(({ code, label }) => (
              <li>
                <span>{label}</span>
                <code>{code}</code>
                <form method="post" action={`${path}/${code}/ripristina`}>
                  <SeenVersion version={version} />
                  <button
                    type="submit"
                    class="btn btn-outline-primary"
                    aria-label={t('settings:retired.restoreOf', { label })}
                  >
                    {t('settings:retired.restore')}
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </section>
      )}
    </SettingsFrame>
  );
};

const Entries = ({ municipality, kind, entries, path, version }: SettingsListProps & { path: string }) => {
  const { t } = usePage();
  const hasMore = kind === 'need' || kind === 'zone';
  return (
    <table class="ec-table ec-settings__table">
      <caption class="visually-hidden">{t(`settings:tab.${kind}`)}</caption>
      <thead>
        <tr>
          <th scope="col">{t('settings:list.label')}</th>
          <th scope="col">{t('settings:list.code')}</th>
          {hasMore ? <th scope="col">{t(`settings:list.more.${kind}`)}</th> : null}
          <th scope="col">{t('settings:list.order')}</th>
          <th scope="col">{t('settings:list.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr>
            <th scope="row">{entry.label}</th>
            <td>
              <code>{entry.code}</code>
            </td>
            {hasMore ? <td>{describe(t, municipality, kind, entry)}</td> : null}
            <td>
              <MoveButtons
                action={`${path}/${entry.code}/sposta`}
                version={version}
                label={entry.label}
                isFirst={index === 0}
                isLast={index === entries.length - 1}
              />
            </td>
            <td class="ec-settings__actions">
              <a href={`${path}/${entry.code}`} aria-label={t('settings:list.editOf', { label: entry.label })}>
                {t('settings:list.edit')}
              </a>
              <a
                href={`${path}/${entry.code}/rimuovi`}
                aria-label={t('settings:list.removeOf', { label: entry.label })}
              >
                {t('settings:list.remove')}
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** What a need requires, or which zones are next to this one, in one line. */
function describe(t: TFunction, municipality: Municipality, kind: ListKind, entry: ListEntry): string {
  const lists = withRetired(municipality);
  if (kind === 'zone') return entry.neighbours.map((code) => labelOf(lists.zones, code)).join(', ') || '–';
  const { skills, vehicle, languages, languagesMatch } = entry.defaults;
  const spoken = languages.map((code) => labelOf(lists.languages, code));
  return (
    [
      ...skills.map((code) => labelOf(lists.skills, code)),
      ...(vehicle ? [t('settings:list.vehicle')] : []),
      ...(spoken.length === 0 ? [] : [spoken.join(t(`settings:list.languages.${languagesMatch}`))]),
    ].join(' · ') || '–'
  );
}
