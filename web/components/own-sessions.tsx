import type { Browser } from '../../src/domain/browser.ts';
import type { SignIn } from '../../src/sign-in.ts';
import { usePage } from './page-context.tsx';
import { sessionsPath } from './profile-paths.ts';
import { When } from './when.tsx';

export type OwnSessions = Awaited<ReturnType<SignIn['account']['listSessions']>>;

/** A person's live sessions: where, since when, and how to end those that are not this one. */
export const OwnSessionsTable = ({ sessions }: { sessions: OwnSessions }) => {
  const { t } = usePage();
  const nameOf = ({ browser, system }: Browser) =>
    t('account:sessions.name', {
      browser: t(`account:sessions.browsers.${browser}`),
      system: t(`account:sessions.systems.${system}`),
    });
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t('account:sessions.title')}</h2>
      <p>{t('account:sessions.text')}</p>
      <table class="ec-table">
        <thead>
          <tr>
            <th scope="col">{t('account:sessions.browser')}</th>
            <th scope="col">{t('account:sessions.started')}</th>
            <th scope="col">{t('account:sessions.seen')}</th>
            <th scope="col">{t('account:sessions.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ id, startedAt, lastSeenAt, browser, isThis }) => (
            <tr>
              <th scope="row" data-label={t('account:sessions.browser')}>
                {nameOf(browser)}
              </th>
              <td data-label={t('account:sessions.started')}>
                <When at={startedAt} />
              </td>
              <td data-label={t('account:sessions.seen')}>
                <When at={lastSeenAt} />
              </td>
              <td data-label={t('account:sessions.actions')}>
                {isThis ? (
                  t('account:sessions.this')
                ) : (
                  <form method="post" action={`${sessionsPath}/chiudi`}>
                    <input type="hidden" name="id" value={id} />
                    <button
                      type="submit"
                      class="btn btn-outline-primary btn-sm"
                      aria-label={t('account:sessions.endOf', { browser: nameOf(browser) })}
                    >
                      {t('account:sessions.end')}
                    </button>
                  </form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sessions.length < 2 ? null : (
        <form method="post" action={`${sessionsPath}/chiudi-altre`}>
          <button type="submit" class="btn btn-outline-primary">
            {t('account:sessions.endOthers')}
          </button>
        </form>
      )}
    </section>
  );
};
