import type { InstalledMunicipality } from '../../src/db/installation-administrators.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { TextField } from '../components/text-field.tsx';

/** Where who administers the installation begins. */
export const installationPath = '/entra/comuni';

type ListProps = {
  municipalities: InstalledMunicipality[];
  /** Whether somebody has just been invited. */
  invited: boolean;
};

/** The Comuni of the installation, and whether each has somebody to run it. */
export const InstallationPage = ({ municipalities, invited }: ListProps) => {
  const { t } = usePage();
  const title = t('members:installation.title');
  return (
    <Document title={title} area="console">
      <div class="container-xxl ec-console">
        {invited ? (
          <Alert kind="success" takesFocus>
            <p>{t('members:flash.invited')}</p>
          </Alert>
        ) : null}
        <h1>{title}</h1>
        <p>{t('members:installation.lead')}</p>
        {municipalities.length === 0 ? (
          <div class="ec-empty">
            <Icon name="it-inbox" size="xl" />
            <h2>{t('members:installation.emptyTitle')}</h2>
            <p>{t('members:installation.empty')}</p>
          </div>
        ) : (
          <MunicipalityTable municipalities={municipalities} />
        )}
        <p>
          <a class="btn btn-primary" href={`${installationPath}/nuovo`}>
            {t('members:installation.new')}
          </a>
        </p>
        <form method="post" action="/esci">
          <button type="submit" class="btn btn-outline-primary">
            {t('citizen:site.signOut')}
          </button>
        </form>
      </div>
    </Document>
  );
};

const columns = ['municipality', 'people', 'administrators', 'actions'] as const;

const MunicipalityTable = ({ municipalities }: Pick<ListProps, 'municipalities'>) => {
  const { t } = usePage();
  const label = (column: (typeof columns)[number]) => t(`members:columns.${column}`);
  return (
    <table class="ec-table">
      <caption class="visually-hidden">{t('members:installation.title')}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{label(column)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {municipalities.map(({ slug, name, people, administrators, invited }) => (
          <tr class="ec-row">
            <th scope="row" data-label={label('municipality')}>
              <a href={`/${slug}`}>{name}</a>
            </th>
            <td data-label={label('people')}>{people}</td>
            <td data-label={label('administrators')}>
              {administrators === 0 ? (
                <span class="ec-badge ec-badge--late">
                  <Icon name="it-warning-circle" size="sm" /> {t('members:installation.nobody')}
                </span>
              ) : (
                administrators
              )}
              {invited === 0 ? null : ` ${t('members:installation.invited', { count: invited })}`}
            </td>
            <td data-label={label('actions')}>
              <a href={`${installationPath}/${slug}/invita`}>{t('members:installation.inviteFor', { name })}</a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

export const administratorFields = ['name', 'email'] as const;

type InviteProps = {
  municipality: { slug: string; name: string };
  values: Record<(typeof administratorFields)[number], string>;
  errors: FormErrors;
  /** Whether the Comune has just been created. */
  created: boolean;
};

/** Inviting somebody who administers a Comune, as for its first administrator or when all others are gone. */
export const InviteAdministratorPage = ({ municipality, values, errors, created }: InviteProps) => {
  const { t } = usePage();
  const title = t('members:installation.inviteFor', { name: municipality.name });
  return (
    <Document title={title} wrong={errors.length > 0} area="console">
      <div class="container-xxl ec-page ec-page--form">
        {created ? (
          <Alert kind="success" takesFocus>
            <p>{t('members:newMunicipality.created', { name: municipality.name })}</p>
          </Alert>
        ) : null}
        <h1>{title}</h1>
        <ErrorSummary errors={errors} labelOf={(name) => t(`members:fields.${name}`)} />
        <p class="lead">{t('members:invite.lead')}</p>
        <form class="ec-form" method="post" action={`${installationPath}/${municipality.slug}/invita`} novalidate>
          {administratorFields.map((name) => (
            <TextField
              name={name}
              label={t(`members:fields.${name}`)}
              error={errorOf(errors, name)}
              type={name === 'email' ? 'email' : 'text'}
              autocomplete="off"
              value={values[name]}
              required
            />
          ))}
          <button type="submit" class="btn btn-primary">
            {t('members:invite.submit')}
          </button>
        </form>
        <p class="ec-back">
          <a href={installationPath}>{t('members:installation.back')}</a>
        </p>
      </div>
    </Document>
  );
};
