import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import { CharacteristicFields, type CharacteristicValues } from '../components/characteristic-fields.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { IdentityFields, type IdentityValues, identityFields } from '../components/identity-fields.tsx';
import { usePage } from '../components/page-context.tsx';
import { volunteerPath, volunteersPath } from '../components/volunteer-filters.ts';

export type VolunteerFormProps = {
  municipality: Municipality;
  operator: { name: string };
  /** Whom the form changes; without one it adds somebody. */
  volunteer?: { id: string; version: number; name: string } | undefined;
  values: { identity: IdentityValues; characteristics: CharacteristicValues };
  errors: FormErrors;
  /** Whether somebody else changed the volunteer meanwhile; the fields show what there is now. */
  stale?: boolean;
  today: string;
};

/** Adds a volunteer by hand, or changes who one is and what they can do. */
export const VolunteerFormPage = (props: VolunteerFormProps) => {
  const { t } = usePage();
  const { municipality, operator, volunteer, values, errors, stale = false, today } = props;
  const { slug } = municipality;
  const title = volunteer === undefined ? t('volunteers:form.addTitle') : t('volunteers:form.editTitle', volunteer);
  const back = volunteer === undefined ? volunteersPath(slug) : volunteerPath(slug, volunteer.id);
  const action = volunteer === undefined ? `${back}/nuovo` : `${back}/modifica`;
  const labelOf = (name: string) =>
    identityFields.some((one) => one === name) ? t(`volunteers:fields.${name}`) : t(`characteristics:labels.${name}`);
  return (
    <Document
      title={title}
      wrong={errors.length > 0 || stale}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="volunteers"
    >
      <div class="container-xxl ec-console ec-page--narrow">
        <h1>{title}</h1>
        {stale ? (
          <Alert kind="warning" title={t('volunteers:stale.title')} takesFocus>
            <p>{t('volunteers:stale.edit')}</p>
          </Alert>
        ) : null}
        <ErrorSummary errors={errors} labelOf={labelOf} />
        <p class="ec-lead">{t(volunteer === undefined ? 'volunteers:form.addLead' : 'volunteers:form.editLead')}</p>
        <form class="ec-form" method="post" action={action} novalidate>
          {volunteer === undefined ? null : <input type="hidden" name="version" value={String(volunteer.version)} />}
          <IdentityFields values={values.identity} errorOf={(name) => errorOf(errors, name)} today={today} />
          <CharacteristicFields
            lists={municipality}
            values={values.characteristics}
            errorOf={(name) => errorOf(errors, name)}
          />
          <div class="ec-actions">
            <button type="submit" class="btn btn-primary">
              <Icon name="it-check" size="sm" />{' '}
              {t(volunteer === undefined ? 'volunteers:form.add' : 'volunteers:form.save')}
            </button>
            <a href={back}>{t('volunteers:form.cancel')}</a>
          </div>
        </form>
      </div>
    </Document>
  );
};
