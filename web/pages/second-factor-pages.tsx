import type { Proof, SignedIn } from '../../src/sign-in.ts';
import { Alert } from '../components/alert.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { LimitedAlert } from '../components/limited-alert.tsx';
import { usePage } from '../components/page-context.tsx';
import { ProfileFrame } from '../components/profile-frame.tsx';
import { profilePath, secondFactorPath } from '../components/profile-paths.ts';
import { ProviderLink } from '../components/provider-link.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { TextField } from '../components/text-field.tsx';

type Asked = { person: SignedIn; errors?: FormErrors; retryAfterSeconds?: number | undefined };

/** What the password is asked for once more: turning it on, new recovery codes, turning it off. */
const steps = {
  start: {
    action: secondFactorPath,
    title: 'title',
    lead: 'start.lead',
    submit: 'start.submit',
    button: 'btn-primary',
  },
  renew: {
    action: `${secondFactorPath}/codici`,
    title: 'renewTitle',
    lead: 'renewLead',
    submit: 'renewSubmit',
    button: 'btn-primary',
  },
  off: {
    action: `${secondFactorPath}/disattiva`,
    title: 'offTitle',
    lead: 'offLead',
    submit: 'offSubmit',
    button: 'btn-danger',
  },
} as const;
export type PasswordStep = keyof typeof steps;

type PasswordProps = Asked & {
  step: PasswordStep;
  /** By what they show who they are: who has no password comes from the provider once more. */
  proof: Proof;
  /** What people call that provider. */
  provider: string | undefined;
  returnTo?: string | undefined;
  required?: boolean;
  over?: boolean;
};

export const PasswordStepPage = ({
  step,
  proof,
  provider,
  returnTo,
  required = false,
  over = false,
  ...asked
}: PasswordProps) => {
  const { t } = usePage();
  const { person, errors = [], retryAfterSeconds } = asked;
  const { action, title, lead, submit, button } = steps[step];
  const labelOf = (name: string) => t(`account:secondFactor.fields.${name}`);
  const wrong = errors.length > 0 || retryAfterSeconds !== undefined;
  const here = returnTo === undefined ? action : `${action}?ritorno=${encodeURIComponent(returnTo)}`;
  return (
    <ProfileFrame title={t(`account:secondFactor.${title}`)} person={person} wrong={wrong}>
      {required || over ? (
        <Alert kind="warning">
          <p>{t(over ? 'account:secondFactor.setup.over' : 'account:secondFactor.required')}</p>
        </Alert>
      ) : null}
      <LimitedAlert retryAfterSeconds={retryAfterSeconds} />
      <ErrorSummary errors={errors} labelOf={labelOf} />
      {step === 'start' ? <p class="lead">{t('account:secondFactor.text')}</p> : null}
      <p>{t(`account:secondFactor.${lead}`)}</p>
      {proof === 'sign_in_again' ? (
        <SignInAgain provider={provider} returnTo={here} />
      ) : (
        <form class="ec-form" method="post" action={action} novalidate>
          <ReturnTo path={returnTo} />
          {proof === 'came_just_now' ? null : (
            <TextField
              name="password"
              label={labelOf('password')}
              hint={t('account:secondFactor.passwordWhy')}
              error={errorOf(errors, 'password')}
              type="password"
              autocomplete="current-password"
              value=""
              required
            />
          )}
          <button type="submit" class={`btn ${button}`}>
            {t(`account:secondFactor.${submit}`)}
          </button>
        </form>
      )}
    </ProfileFrame>
  );
};

/** Without a provider any more, the Comune's administrator or a password from a terminal helps. */
const SignInAgain = ({ provider, returnTo }: { provider: string | undefined; returnTo: string }) => {
  const { t } = usePage();
  return (
    <>
      <p>{t('account:provider.again')}</p>
      {provider === undefined ? null : <ProviderLink label={provider} returnTo={returnTo} again />}
    </>
  );
};

/** The key for the app, as a picture for its camera and as text since not every app has one, and the first code as a proof. */
export const SetUpPage = (props: Asked & { secret: string; uri: string; returnTo: string | undefined }) => {
  const { t } = usePage();
  const { person, errors = [], retryAfterSeconds, secret, uri, returnTo } = props;
  const labelOf = (name: string) => t(`account:secondFactor.fields.${name}`);
  const wrong = errors.length > 0 || retryAfterSeconds !== undefined;
  return (
    <ProfileFrame title={t('account:secondFactor.setup.title')} person={person} wrong={wrong}>
      <LimitedAlert retryAfterSeconds={retryAfterSeconds} />
      <ErrorSummary errors={errors} labelOf={labelOf} />
      <p>{t('account:secondFactor.setup.step1')}</p>
      <QrCode text={uri} title={t('account:secondFactor.setup.picture')} />
      <p>{t('account:secondFactor.setup.byHand')}</p>
      <p class="ec-secret">
        <span class="visually-hidden">{t('account:secondFactor.setup.secret')}: </span>
        <code>{inGroups(secret)}</code>
      </p>
      <p>{t('account:secondFactor.setup.name', { name: person.email })}</p>
      <p>
        <a href={uri}>{t('account:secondFactor.setup.link')}</a>
      </p>
      <form class="ec-form" method="post" action={`${secondFactorPath}/conferma`} novalidate>
        <ReturnTo path={returnTo} />
        {/* The page is made again after a wrong code, and the key can't be asked for without the password. */}
        <input type="hidden" name="secret" value={secret} />
        <p>{t('account:secondFactor.setup.step2')}</p>
        <TextField
          name="code"
          label={labelOf('code')}
          error={errorOf(errors, 'code')}
          autocomplete="one-time-code"
          inputmode="numeric"
          value=""
          width="half"
          required
        />
        <button type="submit" class="btn btn-primary">
          {t('account:secondFactor.setup.submit')}
        </button>
      </form>
    </ProfileFrame>
  );
};

type CodesProps = { person: SignedIn; codes: string[]; reason: 'on' | 'renewed'; returnTo: string | undefined };

/** The recovery codes, the one time that they are shown. */
export const RecoveryCodesPage = ({ person, codes, reason, returnTo }: CodesProps) => {
  const { t } = usePage();
  const owner = { service: t('citizen:site.name'), email: person.email };
  return (
    <ProfileFrame title={t('account:secondFactor.codes.title')} person={person} back={false}>
      <div class="ec-no-print">
        <Alert kind="success" takesFocus>
          <p>{t(`account:secondFactor.codes.${reason}`)}</p>
        </Alert>
        <p>{t('account:secondFactor.codes.lead')}</p>
      </div>
      <p class="ec-only-print">{t('account:secondFactor.codes.owner', owner)}</p>
      <ul class="ec-recovery-codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p class="ec-no-print">
        <button type="button" class="btn btn-outline-primary" data-print hidden>
          {t('account:secondFactor.codes.print')}
        </button>{' '}
        <a class="btn btn-primary" href={returnTo ?? profilePath}>
          {t('account:secondFactor.codes.done')}
        </a>
      </p>
    </ProfileFrame>
  );
};

const ReturnTo = ({ path }: { path: string | undefined }) =>
  path === undefined ? null : <input type="hidden" name="ritorno" value={path} />;

/** Four by four, as it is read and typed. */
function inGroups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}
