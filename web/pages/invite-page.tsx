import { roles } from '../../src/domain/role.ts';
import { RadioField } from '../components/choice-field.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { usePage } from '../components/page-context.tsx';
import { TextField } from '../components/text-field.tsx';
import { type PeopleProps, peoplePath } from './people-page.tsx';

/** The form's fields, in the order of the page. */
export const inviteFields = ['name', 'email', 'role'] as const;
export type InviteValues = Record<(typeof inviteFields)[number], string>;

type Props = PeopleProps & { values: InviteValues; errors: FormErrors };

/** Inviting somebody to work for the Comune. */
export const InvitePage = ({ municipality, operator, values, errors }: Props) => {
  const { t } = usePage();
  const title = t('members:invite.title');
  return (
    <Document
      title={title}
      wrong={errors.length > 0}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="people"
    >
      <div class="container-xxl ec-page ec-page--form">
        <h1>{title}</h1>
        <ErrorSummary errors={errors} labelOf={(name) => t(`members:fields.${name}`)} />
        <p class="lead">{t('members:invite.lead')}</p>
        <form class="ec-form" method="post" action={peoplePath(municipality.slug, '/invita')} novalidate>
          <TextField
            name="name"
            label={t('members:fields.name')}
            error={errorOf(errors, 'name')}
            autocomplete="off"
            value={values.name}
            required
          />
          <TextField
            name="email"
            label={t('members:fields.email')}
            error={errorOf(errors, 'email')}
            type="email"
            inputmode="email"
            autocomplete="off"
            value={values.email}
            required
          />
          <RoleField value={values.role} error={errorOf(errors, 'role')} />
          <button type="submit" class="btn btn-primary">
            {t('members:invite.submit')}
          </button>
        </form>
        <p class="ec-back">
          <a href={peoplePath(municipality.slug)}>{t('members:back')}</a>
        </p>
      </div>
    </Document>
  );
};

/** The roles, each with what it may do. */
export const RoleField = ({ value, error }: { value: string; error?: string | undefined }) => {
  const { t } = usePage();
  return (
    <RadioField
      name="role"
      label={t('members:fields.role')}
      error={error}
      value={value}
      options={roles.map((role) => ({
        value: role,
        label: `${t(`domain:role.${role}`)}: ${t(`members:mayDo.${role}`)}`,
      }))}
      required
    />
  );
};
