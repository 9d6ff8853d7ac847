import type { Municipality } from '../../src/db/municipalities.ts';
import { errorOf, type FormErrors } from './error-summary.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import type { RequestFieldValues } from './request-field-names.ts';
import { RequestFields } from './request-fields.tsx';

type Props = {
  lists: Pick<Municipality, 'needs' | 'zones'>;
  values: RequestFieldValues;
  errors: FormErrors;
  open: boolean;
  firstDay: string;
};

/** «Correggi»: folded away until it is needed; what is written in it goes with «Invia» too. */
export const CorrectionFields = ({ lists, values, errors, open, firstDay }: Props) => {
  const { t } = usePage();
  return (
    <details class="ec-correct ec-no-print" open={open}>
      <summary>
        <Icon name="it-pencil" size="sm" /> {t('console:request.correct')}
      </summary>
      <p class="ec-hint">{t('console:request.correctHint')}</p>
      <RequestFields
        lists={lists}
        values={values}
        errorOf={(name) => errorOf(errors, name)}
        autofill={false}
        firstDay={firstDay}
      />
      <button type="submit" class="btn btn-primary">
        {t('console:request.save')}
      </button>
    </details>
  );
};
