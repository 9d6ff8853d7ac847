import type { OwnMunicipality } from '../../src/db/operators.ts';
import type { SignedIn } from '../../src/sign-in.ts';
import { Alert } from '../components/alert.tsx';
import { consoleHome } from '../components/console-nav.tsx';
import { type OwnSessions, OwnSessionsTable } from '../components/own-sessions.tsx';
import { usePage } from '../components/page-context.tsx';
import { ProfileFrame } from '../components/profile-frame.tsx';
import { passwordPath, secondFactorPath } from '../components/profile-paths.ts';

/** What the page before can ask this one to say: a code, never text. */
const flashCodes = ['password', 'session', 'sessions', 'off'] as const;
export type ProfileFlash = (typeof flashCodes)[number];

export function readProfileFlash(code: string | undefined): ProfileFlash | undefined {
  return flashCodes.find((one) => one === code);
}

type Props = {
  person: SignedIn;
  municipalities: OwnMunicipality[];
  sessions: OwnSessions;
  recoveryCodes: number;
  hasPassword: boolean;
  flash: ProfileFlash | undefined;
};

/** How a person signs in, and where they are signed in. */
export const ProfilePage = ({ person, municipalities, sessions, recoveryCodes, hasPassword, flash }: Props) => {
  const { t } = usePage();
  return (
    <ProfileFrame title={t('account:profile.title')} person={person} back={false} wide>
      {flash === undefined ? null : (
        <Alert kind="success" takesFocus>
          <p>{t(`account:flash.${flash}`)}</p>
        </Alert>
      )}
      <p class="lead">{t('account:profile.lead', { name: person.name, email: person.email })}</p>
      <ul>
        {municipalities.map(({ slug, name, role }) => (
          <li>
            {name}: <a href={consoleHome(slug, role)}>{t('account:profile.toConsole')}</a>
          </li>
        ))}
      </ul>
      <section aria-labelledby="password-title">
        <h2 id="password-title">{t('account:password.title')}</h2>
        <p>
          {hasPassword ? <a href={passwordPath}>{t('account:password.change')}</a> : t('account:provider.noPassword')}
        </p>
      </section>
      <SecondFactorState isOn={person.secondFactor} recoveryCodes={recoveryCodes} />
      <OwnSessionsTable sessions={sessions} />
    </ProfileFrame>
  );
};

const SecondFactorState = ({ isOn, recoveryCodes }: { isOn: boolean; recoveryCodes: number }) => {
  const { t } = usePage();
  return (
    <section aria-labelledby="factor-title">
      <h2 id="factor-title">{t('account:secondFactor.title')}</h2>
      <p>{t('account:secondFactor.text')}</p>
      {isOn ? (
        <>
          <p>
            <strong>{t('account:secondFactor.isOn')}</strong>{' '}
            {t('account:secondFactor.codesLeft', { count: recoveryCodes })}
          </p>
          <ul>
            <li>
              <a href={`${secondFactorPath}/codici`}>{t('account:secondFactor.renew')}</a>
            </li>
            <li>
              <a href={`${secondFactorPath}/disattiva`}>{t('account:secondFactor.turnOff')}</a>
            </li>
          </ul>
        </>
      ) : (
        <>
          <p>
            <strong>{t('account:secondFactor.isOff')}</strong>
          </p>
          <p>
            <a class="btn btn-primary" href={secondFactorPath}>
              {t('account:secondFactor.turnOn')}
            </a>
          </p>
        </>
      )}
    </section>
  );
};
