import type { Municipality } from '../../src/db/municipalities.ts';
import { usePage } from './page-context.tsx';
import { Telephone } from './telephone.tsx';

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
              <li>
                <a href={`/${municipality.slug}/accessibilita`} data-element="accessibility-link">
                  {t('citizen:site.accessibility')}
                </a>
              </li>
            </ul>
          </>
        )}
      </div>
    </footer>
  );
};
