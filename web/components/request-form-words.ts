import type { TFunction } from 'i18next';

/** The words of the form: to the person who needs help, or to the clerk who writes for them. */
export function formVariant(t: TFunction, clerk: { name: string } | undefined) {
  const hint = (name: string) => t(`citizen:form.hints.${name}`);
  const common = {
    address: hint('address'),
    preferredDate: hint('preferredDate'),
    preferredPart: hint('preferredPart'),
  };
  if (clerk === undefined) {
    return {
      title: t('citizen:form.title'),
      lead: t('citizen:form.lead'),
      labels: {},
      hints: { ...common, telephone: hint('telephone'), email: hint('email'), description: hint('description') },
      privacyLabel: t('citizen:form.fields.privacyNoticeRead'),
      submit: t('citizen:form.submit'),
      submitNote: t('citizen:form.submitNote'),
    };
  }
  const officeHint = (name: string) => t(`citizen:form.office.hints.${name}`);
  return {
    title: t('citizen:form.office.title'),
    lead: t('citizen:form.office.lead'),
    labels: { description: t('citizen:form.office.fields.description') },
    hints: {
      ...common,
      telephone: officeHint('telephone'),
      email: officeHint('email'),
      description: officeHint('description'),
    },
    privacyLabel: t('citizen:form.office.fields.privacyNoticeRead'),
    submit: t('citizen:form.office.submit'),
    submitNote: t('citizen:form.office.note', { name: clerk.name }),
  };
}

/** What a field is called in the list of errors; what is no field of the form is the form. */
export function labelField(t: TFunction, name: string): string {
  return t([`citizen:form.fields.${name}`, `console:request.requirement.${name}`, 'citizen:form.fields.form']).replace(
    / \(.*\)$/,
    '',
  );
}
