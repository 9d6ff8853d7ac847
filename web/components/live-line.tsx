import { usePage } from './page-context.tsx';

type Props = {
  /** Where the page's own address is, which it reads again. */
  page: string;
  /** What it listens to. */
  news: string;
  /** Who changed it last, where it is one request and the reader did not do so. */
  changedBy?: string | undefined;
};

/**
 * Where a page of the console says what has come since it was made: empty, and as high as a line, so that nothing moves
 * when it speaks. `web/client/behaviours/follow-live.ts` fills it; without scripts it stays away.
 */
export const LiveLine = ({ page, news, changedBy }: Props) => {
  const { t, now } = usePage();
  // The browser puts the number in the place of {n}.
  const one = (key: string) => t(key, { count: 1, shown: '1' });
  const other = (key: string) => t(key, { count: 2, shown: '{n}' });
  const texts = {
    newOne: one('live:new'),
    newOther: other('live:new'),
    goneOne: one('live:gone'),
    goneOther: other('live:gone'),
    toImportOne: one('live:toImport'),
    toImportOther: other('live:toImport'),
    goneRow: t('live:goneRow'),
    show: t('live:show'),
    changed: changedBy === undefined ? t('live:changed') : t('live:changedBy', { name: changedBy }),
    unsaved: t('live:unsavedStay'),
    reload: t('live:reload'),
    updated: t('live:updated'),
    signedOut: t('live:signedOut'),
    signIn: t('live:signIn'),
  };
  return (
    <section
      class="ec-live ec-no-print"
      aria-label={t('live:region')}
      hidden
      data-live={news}
      data-live-page={page}
      data-live-at={now.toISOString()}
    >
      <p class="ec-live__news" data-live-news />
      <p class="ec-live__viewers" role="status" data-live-viewers />
      <p class="visually-hidden" role="status" data-live-said />
      {Object.entries(texts).map(([name, words]) => (
        <span hidden data-live-text={name}>
          {words}
        </span>
      ))}
    </section>
  );
};
