import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { LimitedAlert } from '../components/limited-alert.tsx';
import { usePage } from '../components/page-context.tsx';
import { codePath } from '../components/profile-paths.ts';
import { TextField } from '../components/text-field.tsx';

type Props = { returnTo: string | undefined; refused?: boolean; retryAfterSeconds?: number | undefined };

/** The second step of signing in: what was typed is not kept, since a wrong code is never right later. */
export const SignInCodePage = ({ returnTo, refused = false, retryAfterSeconds }: Props) => {
  const { t } = usePage();
  const title = t('account:code.title');
  return (
    <Document title={title} wrong={refused || retryAfterSeconds !== undefined} area="console">
      <div class="container-xxl ec-page ec-page--form">
        <h1>{title}</h1>
        <p class="lead">{t('account:code.lead')}</p>
        {refused ? (
          <Alert kind="danger" title={t('account:code.refusedTitle')} takesFocus>
            <p>{t('account:code.refused')}</p>
          </Alert>
        ) : null}
        <LimitedAlert retryAfterSeconds={retryAfterSeconds} />
        <form class="ec-form" method="post" action={codePath} novalidate>
          {returnTo === undefined ? null : <input type="hidden" name="ritorno" value={returnTo} />}
          <TextField
            name="code"
            label={t('account:code.label')}
            hint={t('account:code.hint')}
            autocomplete="one-time-code"
            value=""
            width="half"
            spellcheck={false}
            required
          />
          <button type="submit" class="btn btn-primary">
            {t('account:code.submit')}
          </button>
        </form>
        <p class="ec-back">
          <a href="/entra">{t('account:code.back')}</a>
        </p>
      </div>
    </Document>
  );
};
