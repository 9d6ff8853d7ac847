import type { PropsWithChildren } from 'hono/jsx';
import type { SignedIn } from '../../src/sign-in.ts';
import { Document } from './document.tsx';
import { usePage } from './page-context.tsx';
import { profilePath } from './profile-paths.ts';

type Props = PropsWithChildren<{
  title: string;
  person: SignedIn;
  wrong?: boolean;
  /** Whether it ends with the way back to the profile. */
  back?: boolean;
  wide?: boolean;
}>;

/** A page about somebody's own sign-in. */
export const ProfileFrame = ({ title, person, wrong = false, back = true, wide = false, children }: Props) => {
  const { t } = usePage();
  return (
    <Document title={title} wrong={wrong} area="console" operatorName={person.name}>
      <div class={wide ? 'container-xxl ec-page' : 'container-xxl ec-page ec-page--form'}>
        <h1>{title}</h1>
        {children}
        {back ? (
          <p class="ec-back ec-no-print">
            <a href={profilePath}>{t('account:profile.back')}</a>
          </p>
        ) : null}
      </div>
    </Document>
  );
};
