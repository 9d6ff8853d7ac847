import type { PropsWithChildren } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from './alert.tsx';
import { Document } from './document.tsx';
import { usePage } from './page-context.tsx';

/** The pages of the settings, by what they are about, with what stands in the address of each. */
export const settingsPages = [
  { group: 'service', name: 'firstSteps', path: 'primi-passi' },
  { group: 'service', name: 'municipality', path: 'il-comune' },
  { group: 'service', name: 'portal', path: 'portale' },
  { group: 'service', name: 'map', path: 'mappa' },
  { group: 'lists', name: 'need', path: 'tipi-di-aiuto' },
  { group: 'lists', name: 'skill', path: 'competenze' },
  { group: 'lists', name: 'zone', path: 'zone' },
  { group: 'lists', name: 'language', path: 'lingue' },
  { group: 'requests', name: 'selection', path: 'scelta-dei-volontari' },
  { group: 'requests', name: 'contacts', path: 'contatti' },
  { group: 'requests', name: 'retention', path: 'conservazione' },
  { group: 'safety', name: 'access', path: 'accesso' },
  { group: 'safety', name: 'keys', path: 'chiavi' },
  { group: 'safety', name: 'audit', path: 'registro' },
] as const satisfies readonly { group: string; name: string; path: string }[];
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
        <div class="ec-settings__frame">
          <SettingsNav slug={municipality.slug} current={current} />
          <div class="ec-settings">{children}</div>
        </div>
      </div>
    </Document>
  );
};

const SettingsNav = ({ slug, current }: { slug: string; current: SettingsPageName }) => {
  const { t } = usePage();
  return (
    <nav class="ec-settings__nav ec-no-print" aria-label={t('settings:nav')}>
      {[...Map.groupBy(settingsPages, (page) => page.group)].map(([group, pages]) => (
        <section aria-labelledby={`settings-${group}`}>
          <h2 id={`settings-${group}`}>{t(`settings:group.${group}`)}</h2>
          <ul>
            {pages.map(({ name }) => (
              <li>
                <a href={settingsPath(slug, name)} aria-current={name === current ? 'page' : undefined}>
                  {t(`settings:tab.${name}`)}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
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
