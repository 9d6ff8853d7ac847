import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Municipality } from '../../src/db/municipalities.ts';
import { formatPause } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { Emergency } from '../components/emergency.tsx';
import { usePage } from '../components/page-context.tsx';
import { secondFactorPath } from '../components/profile-paths.ts';
import { Telephone } from '../components/telephone.tsx';
import type { WebEnv } from '../context.ts';
import { renderPage } from './render-page.tsx';

type Problem = { status: ContentfulStatusCode; code: string; retryAfterSeconds?: number };

/**
 * Answers with a page that says in plain words what happened and what to do, for whatever status; `code` chooses the
 * words, and one without words of its own gets those of an unexpected error.
 */
export function renderErrorPage(c: Context<WebEnv>, problem: Problem): Response | Promise<Response> {
  // Typed as always set, but an error can come before the Comune has been looked up.
  const municipality: Municipality | undefined = c.var.municipality;
  if (problem.retryAfterSeconds !== undefined) c.header('Retry-After', String(problem.retryAfterSeconds));
  return renderPage(c, <ErrorPage municipality={municipality} {...problem} />, {
    status: problem.status,
    now: new Date(),
  });
}

const needsSignIn: ReadonlySet<string> = new Set(['sign_in_required', 'not_your_municipality']);

type Props = Omit<Problem, 'status'> & { municipality: Municipality | undefined };

const ErrorPage = ({ municipality, code, retryAfterSeconds }: Props) => {
  const { language, t } = usePage();
  const sayAs = (part: 'title' | 'text') => t([`citizen:errors.${code}.${part}`, `citizen:errors.unexpected.${part}`]);
  return (
    <Document title={sayAs('title')} municipality={municipality}>
      <Emergency />
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{sayAs('title')}</h1>
        <p class="lead">{sayAs('text')}</p>
        {retryAfterSeconds === undefined ? null : (
          <p>{t('citizen:errors.retryAfter', { pause: formatPause(language, retryAfterSeconds) })}</p>
        )}
        {municipality === undefined ? null : (
          <p>
            {t('citizen:help.telephone')} <Telephone number={municipality.officeTelephone} />
          </p>
        )}
        <p class="ec-back">
          {code === 'second_factor_required' ? (
            <a href={secondFactorPath} target="_blank" rel="noopener">
              {t('citizen:errors.second_factor_link')}
            </a>
          ) : needsSignIn.has(code) ? (
            // In another tab, so that going back in this one still finds what was typed.
            <a href="/entra" target="_blank" rel="noopener">
              {t('citizen:errors.sign_in_link')}
            </a>
          ) : code === 'forbidden' ? (
            <a href="/entra">{t('citizen:errors.forbidden_link')}</a>
          ) : (
            <a href={municipality === undefined ? '/' : `/${municipality.slug}`}>{t('citizen:errors.home')}</a>
          )}
        </p>
      </div>
    </Document>
  );
};
