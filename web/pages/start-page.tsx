import { Document } from '../components/document.tsx';
import { Emergency } from '../components/emergency.tsx';
import { usePage } from '../components/page-context.tsx';

/** Chooses the Comune; without any it says to whoever set the service up what comes next. */
export const StartPage = ({ municipalities }: { municipalities: { slug: string; name: string }[] }) => {
  const { t } = usePage();
  const empty = municipalities.length === 0;
  const title = t(empty ? 'citizen:start.emptyTitle' : 'citizen:start.title');
  return (
    <Document title={title} listed={!empty}>
      <Emergency />
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        {empty ? (
          <>
            <p class="lead">{t('citizen:start.empty')}</p>
            <pre class="ec-command">
              <code>{t('citizen:start.emptyCommand')}</code>
            </pre>
            <p>{t('citizen:start.emptyAfter')}</p>
          </>
        ) : (
          <>
            <p class="lead">{t('citizen:start.lead')}</p>
            <ul class="ec-municipalities">
              {municipalities.map(({ slug, name }) => (
                <li>
                  <a href={`/${slug}`}>{name}</a>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Document>
  );
};
