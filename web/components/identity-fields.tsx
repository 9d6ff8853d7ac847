import { usePage } from './page-context.tsx';
import { TextField } from './text-field.tsx';

/** Who a volunteer is, in the form's order; the names are what the form sends. */
export const identityFields = ['givenName', 'familyName', 'telephone', 'email', 'birthDate'] as const;
export type IdentityField = (typeof identityFields)[number];
export type IdentityValues = Record<IdentityField, string>;

const types = {
  givenName: 'text',
  familyName: 'text',
  telephone: 'tel',
  email: 'email',
  birthDate: 'date',
} as const satisfies Record<IdentityField, string>;

type Props = { values: IdentityValues; errorOf: (name: string) => string | undefined; today: string };

/** The fields of a volunteer's identity, as an operator fills them in; the day of birth may be unknown. */
export const IdentityFields = ({ values, errorOf, today }: Props) => {
  const { t } = usePage();
  return (
    <fieldset class="ec-section">
      <legend>{t('volunteers:form.who')}</legend>
      <div class="ec-pair">
        {identityFields.map((name) => (
          <TextField
            name={name}
            label={t(`volunteers:fields.${name}`)}
            value={values[name]}
            error={errorOf(name)}
            type={types[name]}
            autocomplete="off"
            required={name !== 'birthDate'}
            {...(name === 'birthDate' ? { max: today, hint: t('volunteers:form.birthDateHint') } : {})}
          />
        ))}
      </div>
    </fieldset>
  );
};
