import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import { assetUrl } from '../asset-url.ts';
import { Breadcrumb } from './breadcrumb.tsx';
import { ConsoleNav, type ConsoleSection } from './console-nav.tsx';
import { usePage } from './page-context.tsx';
import { SiteFooter } from './site-footer.tsx';
import { SiteHeader } from './site-header.tsx';
import { SkipLinks } from './skip-links.tsx';

export type DocumentProps = PropsWithChildren<{
  /** The page's own title; the Comune's name is put after it. */
  title: string;
  /** Whether a form on it was refused: screen readers say the title first, so it begins with «Errore:». */
  wrong?: boolean;
  area?: 'citizen' | 'console';
  /** Which of the console's parts the page belongs to. */
  section?: ConsoleSection;
  municipality?: Municipality | undefined;
  /** Who is signed in, as the header of the console shows. */
  operatorName?: string | undefined;
  /** Whether search engines may list it: not what is behind a secret or a sign-in. */
  listed?: boolean;
  /** What the trail on top calls the page, where not its title; null for the service's first page. */
  crumb?: string | null;
  /** What else belongs in the head. */
  head?: Child;
}>;

/** A whole page: head, header, footer, and what the page itself says in between. */
export const Document = ({
  title,
  wrong,
  area = 'citizen',
  section,
  listed,
  crumb = title,
  head,
  children,
  ...site
}: DocumentProps) => {
  const { language, t } = usePage();
  const owner = site.municipality?.name ?? t('citizen:site.name');
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${wrong ? `${t('citizen:form.errorPrefix')} ` : ''}${title} – ${owner}`}</title>
        {listed ? null : <meta name="robots" content="noindex" />}
        <link rel="icon" type="image/svg+xml" href={assetUrl('favicon.svg')} />
        {fonts.map((font) => (
          <link rel="preload" href={font} as="font" type="font/woff2" crossorigin="anonymous" />
        ))}
        <link rel="stylesheet" href={assetUrl('bootstrap-italia/css/bootstrap-italia.min.css')} />
        {styles[area].map((name) => (
          <link rel="stylesheet" href={assetUrl(name)} />
        ))}
        <link rel="stylesheet" media="print" href={assetUrl('print.css')} />
        <script type="module" src={assetUrl('client/page.js')} />
        {head}
      </head>
      <body class={`ec-area-${area}`}>
        <SkipLinks />
        <SiteHeader area={area} {...site} />
        {area === 'console' && site.municipality !== undefined && site.operatorName !== undefined ? (
          <ConsoleNav slug={site.municipality.slug} current={section} />
        ) : null}
        {area === 'citizen' && site.municipality !== undefined ? (
          <Breadcrumb municipality={site.municipality} current={crumb ?? undefined} />
        ) : null}
        <main id="main-container" tabindex={-1}>
          {children}
        </main>
        <SiteFooter municipality={site.municipality} />
      </body>
    </html>
  );
};

/** Each area loads what it shows. The clerk's form is part of the console and looks like the citizen's. */
const styles = {
  citizen: ['site.css', 'forms.css', 'citizen.css', 'steps.css', 'rating.css'],
  console: [
    'site.css',
    'forms.css',
    'citizen.css',
    'console.css',
    'table.css',
    'quick.css',
    'request.css',
    'volunteers.css',
    'import.css',
    'settings.css',
    'charts.css',
  ],
} as const;

/** Those of every page: loaded late, they would move what is already there. */
const fonts = ['regular', '600', '700'].map((weight) =>
  assetUrl(`bootstrap-italia/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-${weight}.woff2`),
);
