import type { Municipality } from '../../src/db/municipalities.ts';
import type { FooterLinks } from '../../src/domain/municipality-settings.ts';
import { usePage } from './page-context.tsx';
import { Telephone } from './telephone.tsx';

/** The Comune's own links in it, as Designers Italia's models of its site mark them for who validates the site. */
const ownLinks = [
  { name: 'accessibility', element: 'accessibility-link' },
  { name: 'legalNotes', element: 'legal-notes' },
  { name: 'faq', element: 'faq' },
  { name: 'reportInefficiency', element: 'report-inefficiency' },
] as const satisfies { name: keyof FooterLinks; element: string }[];

/** Who answers for the service, and the notices that the law asks for. */
export const SiteFooter = ({ municipality }: { municipality?: Municipality | undefined }) => {
  const { t } = usePage();
  return (
    <footer class="ec-footer" id="footer" tabindex={-1}>
      <div class="container-xxl">
        <p class="ec-footer__owner">{municipality?.name ?? t('citizen:site.name')}</p>
        {municipality === undefined ? null : (
          <>
            <p>
              {t('citizen:site.office')} <Telephone number={municipality.officeTelephone} />
            </p>
            <ul class="ec-footer__links">
              <li>
                <a href={`/${municipality.slug}/privacy`} data-element="privacy-policy-link">
                  {t('citizen:site.privacy')}
                </a>
              </li>
              {municipality.footerLinks.accessibility === null ? (
                <li>
                  <a href={`/${municipality.slug}/accessibilita`} data-element="accessibility-link">
                    {t('citizen:site.accessibility')}
                  </a>
                </li>
              ) : null}
              {ownLinks.map(({ name, element }) => (
                <OwnLink name={name} element={element} url={municipality.footerLinks[name]} />
              ))}
            </ul>
          </>
        )}
      </div>
    </footer>
  );
};

type OwnLinkProps = { name: keyof FooterLinks; element: string; url: string | null };

const OwnLink = ({ name, element, url }: OwnLinkProps) => {
  const { t } = usePage();
  return url === null ? null : (
    <li>
      <a href={url} data-element={element}>
        {t(`citizen:site.links.${name}`)}
      </a>
    </li>
  );
};
