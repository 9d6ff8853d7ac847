import type { Listed } from '../../src/domain/help-request.ts';
import { dayParts } from '../../src/domain/submission.ts';
import { ChoiceField, SelectField } from './choice-field.tsx';
import { usePage } from './page-context.tsx';
import { TextAreaField, TextField } from './text-field.tsx';

/** The fields of a request, in the form's order; their names are what the form sends. */
export const requestFields = [
  'givenName',
  'familyName',
  'telephone',
  'email',
  'address',
  'zone',
  'need',
  'preferredDate',
  'preferredPart',
  'description',
] as const;
export type RequestField = (typeof requestFields)[number];

/** What was typed, as it was typed. */
export type RequestFieldValues = Record<RequestField, string>;

/** What an operator typed into a form that was refused because a colleague had saved meanwhile. */
export type UnsavedField = { name: RequestField; value: string };

type Props = {
  lists: { needs: Listed[]; zones: Listed[] };
  values: RequestFieldValues;
  errorOf: (name: RequestField) => string | undefined;
  labels?: Partial<Record<RequestField, string>>;
  hints?: Partial<Record<RequestField, string>>;
  /** Whether the browser may fill in its owner's data: never where a clerk writes somebody else's. */
  autofill: boolean;
  /** The first day that can be preferred, `YYYY-MM-DD`. */
  firstDay: string;
};

/** What a request consists of, for the citizen who writes it and the operator who corrects it alike. */
export const RequestFields = ({ lists, values, errorOf, labels, hints, autofill, firstDay }: Props) => {
  const { t } = usePage();
  const field = (name: RequestField) => ({
    name,
    label: labels?.[name] ?? t(`citizen:form.fields.${name}`),
    hint: hints?.[name],
    error: errorOf(name),
    value: values[name],
  });
  const fill = (purpose: string) => (autofill ? purpose : 'off');
  const toOptions = (list: Listed[]) => list.map(({ code, label }) => ({ value: code, label }));
  const placeholder = t('citizen:form.choose');
  const parts = dayParts.map((part) => ({ value: part, label: t(`domain:dayPart.${part}`) }));
  return (
    <>
      <fieldset class="ec-section">
        <legend>{t('citizen:form.sections.who')}</legend>
        <div class="ec-pair">
          <TextField {...field('givenName')} autocomplete={fill('given-name')} required />
          <TextField {...field('familyName')} autocomplete={fill('family-name')} required />
        </div>
        <div class="ec-pair">
          <TextField {...field('telephone')} type="tel" inputmode="tel" autocomplete={fill('tel')} required />
          <TextField {...field('email')} type="email" inputmode="email" autocomplete={fill('email')} />
        </div>
      </fieldset>
      <fieldset class="ec-section">
        <legend>{t('citizen:form.sections.where')}</legend>
        <TextField {...field('address')} autocomplete={fill('address-line1')} required />
        <ChoiceField {...field('zone')} options={toOptions(lists.zones)} placeholder={placeholder} required />
      </fieldset>
      <fieldset class="ec-section">
        <legend>{t('citizen:form.sections.what')}</legend>
        <ChoiceField {...field('need')} options={toOptions(lists.needs)} placeholder={placeholder} required />
        <TextAreaField {...field('description')} required />
        <div class="ec-pair">
          <TextField {...field('preferredDate')} type="date" autocomplete="off" min={firstDay} />
          <SelectField {...field('preferredPart')} options={parts} placeholder={t('citizen:form.noPreference')} />
        </div>
      </fieldset>
    </>
  );
};
