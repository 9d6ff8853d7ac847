import type { Municipality } from '../../src/db/municipalities.ts';
import { logoUrl } from '../logo-url.ts';
import { consoleHome } from './console-nav.tsx';
import { Icon } from './icon.tsx';
import { LanguageLinks } from './language-switch.tsx';
import { usePage } from './page-context.tsx';
import { profilePath } from './profile-paths.ts';

type Props = {
  area: 'citizen' | 'console';
  municipality?: Municipality | undefined;
  operatorName?: string | undefined;
};

/** Whose site this is, the way back to its first page, and, for operators, who is signed in. */
export const SiteHeader = ({ area, municipality, operatorName }: Props) => {
  const { t, role } = usePage();
  const home =
    municipality === undefined
      ? '/'
      : area === 'console' && role !== undefined
        ? consoleHome(municipality.slug, role)
        : `/${municipality.slug}`;
  return (
    <header class="it-header-wrapper ec-header">
      <div class="it-header-slim-wrapper">
        <div class="container-xxl ec-header__slim">
          <span>{t(`citizen:site.slim.${area}`)}</span>
          <LanguageLinks />
          {operatorName === undefined ? (
            <OperatorsLink municipality={municipality} />
          ) : (
            <form class="ec-header__account" method="post" action="/esci">
              <span>
                <Icon name="it-user" size="sm" /> <a href={profilePath}>{operatorName}</a>
              </span>
              <button type="submit" class="ec-link-button">
                {t('citizen:site.signOut')}
              </button>
            </form>
          )}
        </div>
      </div>
      <div class="it-header-center-wrapper it-small-header">
        <div class="container-xxl">
          <div class="it-header-center-content-wrapper">
            <div class="it-brand-wrapper">
              <a href={home}>
                <Emblem municipality={municipality} />
                <span class="it-brand-text">
                  <span class="it-brand-title d-block">{municipality?.name ?? t('citizen:site.name')}</span>
                  <span class="it-brand-tagline d-block">{t(`citizen:site.tagline.${area}`)}</span>
                </span>
              </a>
            </div>
          </div>
        </div>
      </div>
    </header>
  );
};

/** The name stands beside it, so it says nothing more. */
const Emblem = ({ municipality }: { municipality?: Municipality | undefined }) => {
  const url = municipality && logoUrl(municipality);
  return url === undefined ? <Icon name="it-pa" /> : <img class="ec-logo" src={url} alt="" />;
};

const OperatorsLink = ({ municipality }: { municipality?: Municipality | undefined }) => {
  const { t } = usePage();
  // To sign-in and not to the console: from there everybody goes where their role begins.
  return municipality === undefined ? null : <a href="/entra">{t('citizen:site.operators')}</a>;
};
