import type { SignedIn } from '../../src/sign-in.ts';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { LimitedAlert } from '../components/limited-alert.tsx';
import { usePage } from '../components/page-context.tsx';
import { ProfileFrame } from '../components/profile-frame.tsx';
import { passwordPath } from '../components/profile-paths.ts';
import { TextField } from '../components/text-field.tsx';

type Props = { person: SignedIn; errors?: FormErrors; retryAfterSeconds?: number | undefined };

/** A new password of one's own. What was typed is never shown again, so nothing stands in the fields. */
export const ChangePasswordPage = ({ person, errors = [], retryAfterSeconds }: Props) => {
  const { t } = usePage();
  const title = t('account:password.change');
  const labelOf = (name: string) => t(`account:password.fields.${name}`);
  const field = (name: 'current' | 'next' | 'repeated') => ({
    name,
    label: labelOf(name),
    error: errorOf(errors, name),
    type: 'password' as const,
    autocomplete: name === 'current' ? 'current-password' : 'new-password',
    value: '',
    required: true,
  });
  return (
    <ProfileFrame title={title} person={person} wrong={errors.length > 0 || retryAfterSeconds !== undefined}>
      <LimitedAlert retryAfterSeconds={retryAfterSeconds} />
      <ErrorSummary errors={errors} labelOf={labelOf} />
      <form class="ec-form" method="post" action={passwordPath} novalidate>
        {/* For password managers, which keep the new one beside the right name. */}
        <input type="hidden" name="username" autocomplete="username" value={person.email} />
        <TextField {...field('current')} />
        <TextField {...field('next')} hint={t('account:password.text')} />
        <TextField {...field('repeated')} />
        <p>{t('account:password.endsOthers')}</p>
        <button type="submit" class="btn btn-primary">
          {t('account:password.submit')}
        </button>
      </form>
    </ProfileFrame>
  );
};
