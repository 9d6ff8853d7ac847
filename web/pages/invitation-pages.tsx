import type { PropsWithChildren } from 'hono/jsx';
import type { FollowedInvitation } from '../../src/db/invitations.ts';
import type { UselessLink } from '../../src/db/volunteer-links.ts';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { ProviderLink } from '../components/provider-link.tsx';
import { TextField } from '../components/text-field.tsx';

/** Where an invitation is accepted. */
export const invitationPath = '/entra/invito';

/** What stands between somebody and their invitation: a password to choose, one they have, or somebody else's session. */
export type Acceptance = 'choose_password' | 'sign_in' | 'other_account' | 'signed_in';

/** The form's fields, in the order of the page. */
export const passwordFields = ['password', 'repeated'] as const;

type Props = {
  invitation: FollowedInvitation;
  secret: string;
  acceptance: Acceptance;
  /** What people call the OpenID provider, where there is one. */
  provider: string | undefined;
  errors: FormErrors;
};

/** What the link in the email shows; a program that follows it presses no button. */
export const InvitationPage = ({ invitation, secret, acceptance, provider, errors }: Props) => {
  const { t } = usePage();
  const { name, email, role, municipality } = invitation;
  const title = t('members:accept.title', { municipality: municipality.name });
  return (
    <Document title={title} wrong={errors.length > 0} area="console">
      <div class="container-xxl ec-page ec-page--form">
        <h1>{title}</h1>
        <ErrorSummary errors={errors} labelOf={(field) => t(`members:fields.${field}`)} />
        <p class="lead">{t('members:accept.lead', { name })}</p>
        <p>
          {t('members:accept.role')} <strong>{t(`domain:role.${role}`)}</strong>: {t(`members:mayDo.${role}`)}.
        </p>
        <Next {...{ acceptance, email, secret, provider, errors }} />
      </div>
    </Document>
  );
};

type NextProps = Pick<Props, 'acceptance' | 'secret' | 'provider' | 'errors'> & { email: string };

const Next = ({ acceptance, email, secret, provider, errors }: NextProps) => {
  const { t } = usePage();
  const here = `${invitationPath}?chiave=${encodeURIComponent(secret)}`;
  switch (acceptance) {
    case 'choose_password':
      return (
        <AcceptForm secret={secret}>
          {provider === undefined ? null : (
            <>
              <p>{t('members:accept.throughProvider', { email })}</p>
              <ProviderLink label={provider} returnTo={here} />
            </>
          )}
          <p>{t(provider === undefined ? 'members:accept.choosePassword' : 'members:accept.orPassword', { email })}</p>
          {/* So that a password manager knows whose password it keeps. */}
          <input type="hidden" name="username" autocomplete="username" value={email} />
          {passwordFields.map((field) => (
            <TextField
              name={field}
              label={t(`members:fields.${field}`)}
              hint={field === 'password' ? t('members:accept.passwordHint') : undefined}
              error={errorOf(errors, field)}
              type="password"
              autocomplete="new-password"
              value=""
              required
            />
          ))}
        </AcceptForm>
      );
    case 'signed_in':
      return <AcceptForm secret={secret} />;
    case 'sign_in':
      return (
        <>
          <p>{t('members:accept.hasAccount', { email })}</p>
          <p>
            <a class="btn btn-primary" href={`/entra?ritorno=${encodeURIComponent(here)}`}>
              {t('members:accept.signIn')} <Icon name="it-arrow-right" size="sm" />
            </a>
          </p>
        </>
      );
    case 'other_account':
      return (
        <>
          <p>{t('members:accept.otherAccount', { email })}</p>
          <form method="post" action="/esci">
            <button type="submit" class="btn btn-primary">
              {t('citizen:site.signOut')}
            </button>
          </form>
        </>
      );
  }
};

const AcceptForm = ({ secret, children }: PropsWithChildren<{ secret: string }>) => {
  const { t } = usePage();
  return (
    <form class="ec-form" method="post" action={invitationPath} novalidate>
      <input type="hidden" name="chiave" value={secret} />
      {children}
      <button type="submit" class="btn btn-primary ec-form__submit">
        {t('members:accept.submit')} <Icon name="it-arrow-right" size="sm" />
      </button>
    </form>
  );
};

/** A link that opens nothing, why, and what to do. */
export const UselessInvitationPage = ({ why }: { why: UselessLink }) => {
  const { t } = usePage();
  const title = t(`members:useless.${why}Title`);
  return (
    <Document title={title} area="console">
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        <p class="lead">{t(`members:useless.${why}`)}</p>
        <p>
          <a class="btn btn-primary" href="/entra">
            {t('members:useless.signIn')}
          </a>
        </p>
      </div>
    </Document>
  );
};
