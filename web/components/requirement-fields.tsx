import type { Municipality } from '../../src/db/municipalities.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { CheckListField } from './check-field.tsx';
import { errorOf, type FormErrors } from './error-summary.tsx';
import { usePage } from './page-context.tsx';

type Props = {
  municipality: Pick<Municipality, 'skills'>;
  request: HelpRequestDetail;
  skills: string[];
  errors: FormErrors;
};

/** What a volunteer must have to be asked; saved, the list beneath is made anew. */
export const RequirementFields = ({ municipality, request, skills, errors }: Props) => {
  const { t } = usePage();
  if (municipality.skills.length === 0) return null;
  return (
    <div class="ec-requirements">
      <CheckListField
        name="skills"
        label={t('console:request.skills')}
        hint={t('console:request.skillsHint', { zone: request.zone.label })}
        error={errorOf(errors, 'skills')}
        options={municipality.skills.map(({ code, label }) => ({ value: code, label }))}
        values={skills}
      />
      {/* Says that the list was on the page: without a tick it would send nothing. */}
      <input type="hidden" name="withSkills" value="yes" />
      <button type="submit" class="btn btn-outline-primary ec-no-print">
        {t('console:request.saveSkills')}
      </button>
    </div>
  );
};
