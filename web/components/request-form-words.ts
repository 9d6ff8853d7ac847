import type { TFunction } from 'i18next';
import type { Listed } from '../../src/domain/help-request.ts';
import { dayParts } from '../../src/domain/submission.ts';
import { noPreference } from './request-field-names.ts';

/** The words of the form: to the person who needs help, or to the clerk who writes for them. */
export function formVariant(t: TFunction, clerk: { name: string } | undefined) {
  const hint = (name: string) => t(`citizen:form.hints.${name}`);
  const common = { address: hint('address') };
  if (clerk === undefined) {
    return {
      title: t('citizen:form.title'),
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
    labels: {
      description: t('citizen:form.office.fields.description'),
      preferredPart: t('citizen:form.office.fields.preferredPart'),
    },
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
    /\s*(?:\(.*\)|\?)$/,
    '',
  );
}

/** When help is preferred, as one question: no preference, or a part of a day that is then asked for. */
export function listDayParts(t: TFunction): Listed[] {
  return [noPreference, ...dayParts].map((code) => ({ code, label: t(`citizen:form.dayParts.${code}`) }));
}
