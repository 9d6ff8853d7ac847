import { usePage } from './page-context.tsx';

const conditions = ['help', 'volunteers', 'data', 'noEmergency'] as const;

/** What who asks for help should know before they write anything. */
export const RequestConditions = () => {
  const { t } = usePage();
  return (
    <section class="ec-section">
      <h3 class="ec-section__title">{t('citizen:form.sections.conditions')}</h3>
      <ul class="ec-conditions">
        {conditions.map((name) => (
          <li>{t(`citizen:form.conditions.${name}`)}</li>
        ))}
      </ul>
    </section>
  );
};
