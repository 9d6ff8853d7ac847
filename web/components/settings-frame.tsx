import type { PropsWithChildren } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from './alert.tsx';
import { Document } from './document.tsx';
import { usePage } from './page-context.tsx';

/** The pages of the settings, by what stands in the address. */
export const settingsPages = [
  { name: 'municipality', path: 'il-comune' },
  { name: 'need', path: 'tipi-di-aiuto' },
  { name: 'skill', path: 'competenze' },
  { name: 'zone', path: 'zone' },
  { name: 'language', path: 'lingue' },
  { name: 'selection', path: 'scelta-dei-volontari' },
  { name: 'contacts', path: 'contatti' },
  { name: 'retention', path: 'conservazione' },
  { name: 'access', path: 'accesso' },
  { name: 'keys', path: 'chiavi' },
  { name: 'audit', path: 'registro' },
  { name: 'map', path: 'mappa' },
  { name: 'portal', path: 'portale' },
  { name: 'firstSteps', path: 'primi-passi' },
] as const satisfies readonly { name: string; path: string }[];
export type SettingsPageName = (typeof settingsPages)[number]['name'];

export function settingsPath(slug: string, name: SettingsPageName, code?: string): string {
  const path = settingsPages.find((page) => page.name === name)?.path;
  return `/${slug}/console/impostazioni/${path}${code === undefined ? '' : `/${code}`}`;
}

/** What the operator sees of the settings, whichever page they are on. */
export type SettingsProps = { municipality: Municipality; operator: { name: string }; version: number };

type Props = PropsWithChildren<
  Omit<SettingsProps, 'version'> & { title: string; current: SettingsPageName; wrong?: boolean }
>;

export const SettingsFrame = ({ municipality, operator, title, current, wrong = false, children }: Props) => {
  const { t } = usePage();
  const { slug } = municipality;
  return (
    <Document
      title={title}
      wrong={wrong}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="settings"
    >
      <div class="container-xxl ec-console">
        <nav class="ec-tabs ec-settings__tabs ec-no-print" aria-label={t('settings:nav')}>
          <ul>
            {settingsPages.map(({ name }) => (
              <li>
                <a href={settingsPath(slug, name)} aria-current={name === current ? 'page' : undefined}>
                  {t(`settings:tab.${name}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="ec-settings">{children}</div>
      </div>
    </Document>
  );
};

/** The version that the page was made at goes with everything that is sent from it. */
export const SeenVersion = ({ version }: { version: number }) => (
  <input type="hidden" name="version" value={String(version)} />
);

/** Said to the second of two who change the settings at once, with what they had typed. */
export const StaleAlert = ({ unsaved }: { unsaved: string[] }) => {
  const { t } = usePage();
  return (
    <Alert kind="warning" title={t('settings:stale.title')} takesFocus>
      <p>{t('settings:stale.text')}</p>
      {unsaved.length === 0 ? null : (
        <>
          <p>{t('settings:stale.unsaved')}</p>
          <ul>
            {unsaved.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        </>
      )}
    </Alert>
  );
};
