import type { Municipality } from '../../src/db/municipalities.ts';
import { usePage } from './page-context.tsx';

type Props = {
  municipality: Municipality;
  /** What the page is within the service; undefined where it is the service's first page. */
  current: string | undefined;
};

type Crumb = { text: string; href?: string };

/**
 * The trail «Home / Servizi / Richiesta di aiuto» of Designers Italia's model, from the Comune's own site as far as the
 * Comune has said where that is. The element is the one that who validates the site looks for.
 */
export const Breadcrumb = ({ municipality, current }: Props) => {
  const { t } = usePage();
  const { portal, services } = municipality.footerLinks;
  const service = t('citizen:help.title');
  const crumbs: Crumb[] = [
    ...(portal === null ? [] : [{ text: t('site:breadcrumb.home'), href: portal }]),
    ...(services === null ? [] : [{ text: t('site:breadcrumb.services'), href: services }]),
    ...(current === undefined ? [{ text: service }] : [{ text: service, href: `/${municipality.slug}` }]),
    ...(current === undefined ? [] : [{ text: current }]),
  ];
  return (
    <nav class="container-xxl breadcrumb-container ec-breadcrumb" aria-label={t('citizen:site.breadcrumb')}>
      <ol class="breadcrumb" data-element="breadcrumb">
        {crumbs.map(({ text, href }) =>
          href === undefined ? (
            <li class="breadcrumb-item active" aria-current="page">
              {text}
            </li>
          ) : (
            <li class="breadcrumb-item">
              <a href={href}>{text}</a>
              <span class="separator" aria-hidden="true">
                /
              </span>
            </li>
          ),
        )}
      </ol>
    </nav>
  );
};
