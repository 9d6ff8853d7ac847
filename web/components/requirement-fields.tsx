import type { Municipality } from '../../src/db/municipalities.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { languagesMatches } from '../../src/domain/requirements.ts';
import { CheckListField, ConfirmField } from './check-field.tsx';
import { RadioField } from './choice-field.tsx';
import { formatDay } from './dates.ts';
import { errorOf, type FormErrors } from './error-summary.tsx';
import { usePage } from './page-context.tsx';

/** The fields of the requirements, in the form's order; their names are what the form sends. */
export const requirementFields = ['skills', 'vehicle', 'languages', 'languagesMatch', 'timeRequired'] as const;

/** What was ticked and chosen; `languagesMatch` as it was sent. */
export type RequirementValues = {
  skills: string[];
  vehicle: boolean;
  languages: string[];
  languagesMatch: string;
  timeRequired: boolean;
};

type Props = {
  municipality: Pick<Municipality, 'skills' | 'languages'>;
  request: HelpRequestDetail;
  values: RequirementValues;
  errors: FormErrors;
};

/** What a volunteer must meet to be asked; saved, the list beneath is made anew. */
export const RequirementFields = ({ municipality, request, values, errors }: Props) => {
  const { language, t } = usePage();
  const { preferredTime } = request;
  const field = (name: (typeof requirementFields)[number]) => ({
    name,
    label: t(`console:request.requirement.${name}`),
    error: errorOf(errors, name),
  });
  const toOptions = (list: Municipality['skills']) => list.map(({ code, label }) => ({ value: code, label }));
  return (
    <div class="ec-requirements">
      <p class="ec-hint">{t('console:request.requirementHint.zone', { zone: request.zone.label })}</p>
      {municipality.skills.length === 0 ? null : (
        <CheckListField {...field('skills')} options={toOptions(municipality.skills)} values={values.skills} />
      )}
      <ConfirmField {...field('vehicle')} checked={values.vehicle} />
      {municipality.languages.length === 0 ? null : (
        <CheckListField {...field('languages')} options={toOptions(municipality.languages)} values={values.languages} />
      )}
      {municipality.languages.length < 2 ? null : (
        <RadioField
          {...field('languagesMatch')}
          options={languagesMatches.map((match) => ({
            value: match,
            label: t(`console:request.languagesMatch.${match}`),
          }))}
          value={values.languagesMatch}
        />
      )}
      <ConfirmField
        {...field('timeRequired')}
        hint={
          preferredTime === null
            ? t('console:request.requirementHint.noTime')
            : `${formatDay(language, preferredTime.date)}, ${t(`domain:dayPart.${preferredTime.part}`)}`
        }
        checked={values.timeRequired}
      />
      {/* Says that these fields were on the page: without a tick they would send nothing. */}
      <input type="hidden" name="withRequirements" value="yes" />
      <button type="submit" class="btn btn-outline-primary ec-no-print">
        {t('console:request.saveRequirements')}
      </button>
    </div>
  );
};
