import type { Role } from '../../src/domain/role.ts';
import { Alert } from '../components/alert.tsx';
import { consoleHome } from '../components/console-nav.tsx';
import { formatPause } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { usePage } from '../components/page-context.tsx';
import { profilePath } from '../components/profile-paths.ts';
import { ProviderLink } from '../components/provider-link.tsx';
import { TextField } from '../components/text-field.tsx';
import { installationPath } from './installation-pages.tsx';

export type SignInNotice =
  | { kind: 'refused' }
  | { kind: 'limited'; retryAfterSeconds: number }
  | { kind: 'signed_out' }
  | { kind: 'code_expired' }
  | { kind: 'provider'; why: ProviderNotice };

/** Why somebody comes back from the provider and is not signed in. */
export const providerNotices = [
  'annullata',
  'ripartire',
  'non-riuscita',
  'non-risponde',
  'sconosciuto',
  'non-verificata',
  'altra-identita',
] as const;
export type ProviderNotice = (typeof providerNotices)[number];

type Props = {
  email: string;
  returnTo: string | undefined;
  /** What people call the OpenID provider, where there is one. */
  provider: string | undefined;
  notice?: SignInNotice;
};

/** Operators only; nobody can register here. */
export const SignInPage = ({ email, returnTo, provider, notice }: Props) => {
  const { t } = usePage();
  return (
    <Document
      title={t('console:signIn.title')}
      wrong={notice?.kind === 'refused' || notice?.kind === 'limited' || notice?.kind === 'provider'}
      area="console"
    >
      <div class="container-xxl ec-page ec-page--form">
        <h1>{t('console:signIn.title')}</h1>
        <p class="lead">{t('console:signIn.lead')}</p>
        <SignInMessage notice={notice} provider={provider} />
        {provider === undefined ? null : (
          <>
            <ProviderLink label={provider} returnTo={returnTo} />
            <h2 class="h5">{t('account:provider.orPassword')}</h2>
          </>
        )}
        <form class="ec-form" method="post" action="/entra" novalidate>
          {returnTo === undefined ? null : <input type="hidden" name="ritorno" value={returnTo} />}
          <TextField
            name="email"
            label={t('console:signIn.email')}
            type="email"
            inputmode="email"
            autocomplete="username"
            value={email}
            required
          />
          <TextField
            name="password"
            label={t('console:signIn.password')}
            type="password"
            autocomplete="current-password"
            value=""
            required
          />
          <button type="submit" class="btn btn-primary">
            {t('console:signIn.submit')}
          </button>
        </form>
      </div>
    </Document>
  );
};

const SignInMessage = ({ notice, provider }: { notice: SignInNotice | undefined; provider: string | undefined }) => {
  const { language, t } = usePage();
  switch (notice?.kind) {
    case undefined:
      return null;
    case 'signed_out':
      return (
        <Alert kind="success">
          <p>{t('console:signIn.signedOut')}</p>
          {provider === undefined ? null : <p>{t('account:provider.signedOut')}</p>}
        </Alert>
      );
    case 'code_expired':
      return (
        <Alert kind="warning" takesFocus>
          <p>{t('account:code.expired')}</p>
        </Alert>
      );
    case 'provider':
      return (
        <Alert kind="warning" title={t(`account:provider.${notice.why}.title`)} takesFocus>
          <p>{t(`account:provider.${notice.why}.text`)}</p>
        </Alert>
      );
    case 'refused':
      return (
        <Alert kind="danger" title={t('console:signIn.refusedTitle')} takesFocus>
          <p>{t('console:signIn.refused')}</p>
        </Alert>
      );
    case 'limited':
      return (
        <Alert kind="warning" title={t('console:signIn.limitedTitle')} takesFocus>
          <p>{t('console:signIn.limited', { pause: formatPause(language, notice.retryAfterSeconds) })}</p>
        </Alert>
      );
  }
};

type Choices = {
  municipalities: { slug: string; name: string; role: Role }[];
  /** Whether they administer the installation, too. */
  installation: boolean;
};

/** For who is signed in and works for several Comuni, or for none. */
export const ChooseConsolePage = ({ municipalities, installation }: Choices) => {
  const { t } = usePage();
  const none = municipalities.length === 0;
  const title = t(none ? 'console:signIn.noMunicipalityTitle' : 'console:signIn.chooseTitle');
  return (
    <Document title={title} area="console">
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        <p class="lead">{t(none ? 'console:signIn.noMunicipality' : 'console:signIn.choose')}</p>
        <ul class="ec-municipalities">
          {municipalities.map(({ slug, name, role }) => (
            <li>
              <a href={consoleHome(slug, role)}>{name}</a> ({t(`domain:role.${role}`)})
            </li>
          ))}
        </ul>
        <p>
          <a href={profilePath}>{t('account:profile.title')}</a>
        </p>
        {installation ? (
          <p>
            <a href={installationPath}>{t('members:installation.title')}</a>
          </p>
        ) : null}
        <form method="post" action="/esci">
          <button type="submit" class="btn btn-outline-primary">
            {t('citizen:site.signOut')}
          </button>
        </form>
      </div>
    </Document>
  );
};
