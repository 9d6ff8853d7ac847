import type { RankingCriterion } from '../../src/domain/selection.ts';
import { type CoolOffUnit, coolOffUnits } from '../../src/domain/settings.ts';
import { Alert } from '../components/alert.tsx';
import { SelectField } from '../components/choice-field.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { MoveButtons } from '../components/move-buttons.tsx';
import { usePage } from '../components/page-context.tsx';
import {
  SeenVersion,
  SettingsFrame,
  type SettingsProps,
  StaleAlert,
  settingsPath,
} from '../components/settings-frame.tsx';
import { TextField } from '../components/text-field.tsx';

/** The fields, in the form's order. */
export const selectionFields = [
  'volunteers',
  'coolOff',
  'coolOffUnit',
  'offerValidDays',
  'lateAfterHours',
  'digestMinutes',
  'undoSeconds',
] as const;
/** What is in the fields, as it was typed. */
export type SelectionValues = Record<(typeof selectionFields)[number], string>;

export type SettingsSelectionProps = SettingsProps & {
  ranking: RankingCriterion[];
  values: SelectionValues;
  errors: FormErrors;
  stale: boolean;
  unsaved: string[];
  flash: 'saved' | 'moved' | undefined;
};

/** How volunteers are ranked, how many are asked, and how long things take. */
export const SettingsSelectionPage = (props: SettingsSelectionProps) => {
  const { t } = usePage();
  const { municipality, ranking, errors, stale, flash, version } = props;
  const path = settingsPath(municipality.slug, 'selection');
  const title = t('settings:tab.selection');
  return (
    <SettingsFrame {...props} title={title} current="selection" wrong={errors.length > 0 || stale}>
      <h1>{title}</h1>
      {flash === undefined ? null : (
        <Alert kind="success" takesFocus>
          <p>{t(`settings:selection.${flash}`)}</p>
        </Alert>
      )}
      {stale ? <StaleAlert unsaved={props.unsaved} /> : null}
      <ErrorSummary errors={errors} labelOf={(name) => t(`settings:selection.fields.${name}`)} />
      <section aria-labelledby="ranking-title">
        <h2 id="ranking-title">{t('settings:selection.rankingTitle')}</h2>
        <p>{t('settings:selection.rankingText')}</p>
        <ol class="ec-ranking">
          {ranking.map((criterion, index) => (
            <li>
              <span class="ec-ranking__place" aria-hidden="true">
                {String(index + 1)}
              </span>
              <span class="ec-ranking__text">
                <strong>{t(`settings:selection.criterion.${criterion}.name`)}</strong>
                <span>{t(`settings:selection.criterion.${criterion}.text`)}</span>
              </span>
              <MoveButtons
                action={`${path}/ordine`}
                fields={{ criterion }}
                version={version}
                label={t(`settings:selection.criterion.${criterion}.name`)}
                isFirst={index === 0}
                isLast={index === ranking.length - 1}
              />
            </li>
          ))}
        </ol>
        <p class="ec-hint">{t('settings:selection.tie')}</p>
      </section>
      <SelectionForm {...props} path={path} />
    </SettingsFrame>
  );
};

const SelectionForm = ({ path, values, errors, version }: SettingsSelectionProps & { path: string }) => {
  const { t } = usePage();
  const field = (name: Exclude<keyof SelectionValues, 'coolOffUnit'>) => ({
    name,
    label: t(`settings:selection.fields.${name}`),
    hint: t(`settings:selection.hints.${name}`),
    error: errorOf(errors, name),
    value: values[name],
    inputmode: 'numeric' as const,
    autocomplete: 'off',
    required: true,
  });
  const unitLabel = (unit: CoolOffUnit) => t(`settings:selection.unit.${unit}`);
  return (
    <section aria-labelledby="limits-title">
      <h2 id="limits-title">{t('settings:selection.limitsTitle')}</h2>
      <form class="ec-form ec-settings__numbers" method="post" action={path} novalidate>
        <SeenVersion version={version} />
        <TextField {...field('volunteers')} />
        <div class="ec-pair">
          <TextField {...field('coolOff')} />
          <SelectField
            name="coolOffUnit"
            label={t('settings:selection.fields.coolOffUnit')}
            error={errorOf(errors, 'coolOffUnit')}
            options={coolOffUnits.map((value) => ({ value, label: unitLabel(value) }))}
            value={values.coolOffUnit}
            placeholder={t('settings:selection.unit.choose')}
          />
        </div>
        <TextField {...field('offerValidDays')} />
        <TextField {...field('lateAfterHours')} />
        <TextField {...field('digestMinutes')} />
        <TextField {...field('undoSeconds')} />
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('settings:edit.save')}
          </button>
        </div>
      </form>
    </section>
  );
};
