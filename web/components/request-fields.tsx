import type { Listed } from '../../src/domain/help-request.ts';
import { ChoiceField, RadioField } from './choice-field.tsx';
import { usePage } from './page-context.tsx';
import { type RequestField, type RequestFieldValues, sectionId } from './request-field-names.ts';
import { listDayParts } from './request-form-words.ts';
import { TextAreaField, TextField } from './text-field.tsx';

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
  const { t, comuneLang } = usePage();
  const field = (name: RequestField) => ({
    name,
    label: labels?.[name] ?? t(`citizen:form.fields.${name}`),
    hint: hints?.[name],
    error: errorOf(name),
    value: values[name],
  });
  const fill = (purpose: string) => (autofill ? purpose : 'off');
  const toOptions = (list: Listed[], lang?: string) => list.map(({ code, label }) => ({ value: code, label, lang }));
  const placeholder = t('citizen:form.choose');
  return (
    <>
      <fieldset class="ec-section" id={sectionId('who')}>
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
      <fieldset class="ec-section" id={sectionId('where')}>
        <legend>{t('citizen:form.sections.where')}</legend>
        <TextField {...field('address')} autocomplete={fill('address-line1')} required />
        <ChoiceField
          {...field('zone')}
          options={toOptions(lists.zones, comuneLang)}
          placeholder={placeholder}
          required
        />
      </fieldset>
      <fieldset class="ec-section" id={sectionId('what')}>
        <legend>{t('citizen:form.sections.what')}</legend>
        <ChoiceField
          {...field('need')}
          options={toOptions(lists.needs, comuneLang)}
          placeholder={placeholder}
          required
        />
        <TextAreaField {...field('description')} required />
        {/* The style sheet shows the day once a part of it is chosen, and while something is wrong with it. */}
        <div class="ec-when-choice">
          <RadioField {...field('preferredPart')} options={toOptions(listDayParts(t))} />
          <TextField {...field('preferredDate')} type="date" autocomplete="off" min={firstDay} width="half" required />
        </div>
      </fieldset>
    </>
  );
};
