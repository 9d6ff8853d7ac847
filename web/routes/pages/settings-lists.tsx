import { type Context, Hono } from 'hono';
import { addEntry, moveEntry, readList, restoreEntry } from '../../../src/db/lists.ts';
import { entryChange } from '../../../src/domain/comune-lists.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import { directions } from '../../../src/domain/settings.ts';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { type ListFlash, listFlashes, SettingsListPage } from '../../pages/settings-list-page.tsx';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { findTwisted, readKind, readSeenVersion, toSettingsErrors } from './settings-form.ts';

type Given = { typed?: string; errors?: FieldError[]; stale?: boolean };

/** A list of the Comune's own: seen, added to, put in order; what is retired comes back. */
export function createSettingsListPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderList(c))
    .post('/', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const typed = form.text('label');
      const parsed = entryChange.safeParse({ label: typed });
      const errors = [...findTwisted(form, ['label']), ...(parsed.error ? toFieldErrors(parsed.error) : [])];
      if (!parsed.success || errors.length > 0) return await renderList(c, { typed, errors }, 422);
      const outcome = await addEntry(deps.db, c.var.municipality.id, readKind(c), parsed.data.label);
      switch (outcome.kind) {
        case 'added':
          return backToList(c, 'added', outcome.code);
        case 'label_exists':
          return await renderList(c, { typed, errors: [{ path: 'label', message: 'settings.labelExists' }] }, 422);
        case 'list_full':
          return await renderList(c, { typed, errors: [{ path: 'label', message: 'settings.listFull' }] }, 422);
      }
    })
    .post('/:voce/sposta', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const direction = directions.find((one) => one === form.text('direction'));
      if (direction === undefined) throw new WebError('malformed_body');
      const seen = { municipalityId: c.var.municipality.id, version: readSeenVersion(form) };
      const entry = { kind: readKind(c), code: c.req.param('voce') };
      return await answerChange(c, await moveEntry(deps.db, seen, entry, direction), 'moved');
    })
    .post('/:voce/ripristina', ...signedIn, async (c) => {
      const seen = { municipalityId: c.var.municipality.id, version: readSeenVersion(await readFormBody(c)) };
      const entry = { kind: readKind(c), code: c.req.param('voce') };
      return await answerChange(c, await restoreEntry(deps.db, seen, entry), 'restored');
    });

  async function answerChange(
    c: Context<OperatorEnv>,
    { kind }: { kind: 'saved' | 'stale' | 'not_found' },
    code: ListFlash['code'],
  ): Promise<Response> {
    switch (kind) {
      case 'saved':
        return backToList(c, code, c.req.param('voce') ?? '');
      case 'stale':
        return await renderList(c, { stale: true }, 409);
      case 'not_found':
        throw new WebError('not_found');
    }
  }

  async function renderList(
    c: Context<OperatorEnv>,
    given: Given = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const kind = readKind(c);
    const { version, entries } = await readList(deps.db, municipality.id, kind);
    const page = (
      <SettingsListPage
        municipality={municipality}
        operator={operator}
        version={version}
        kind={kind}
        entries={entries}
        typed={given.typed ?? ''}
        errors={toSettingsErrors(textsOf(c), given.errors ?? [], ['label'])}
        stale={given.stale ?? false}
        flash={status === 200 ? readListFlash(c, entries) : undefined}
      />
    );
    return await renderPage(c, page, { status, now: deps.now() });
  }
}

/** Back to the list, which says what has happened to which entry. */
export function backToList(c: Context<OperatorEnv>, code: ListFlash['code'], entry?: string): Response {
  const query = new URLSearchParams({ esito: code, ...(entry !== undefined && { voce: entry }) });
  return c.redirect(`${settingsPath(c.var.municipality.slug, readKind(c))}?${query}`, 303);
}

/** Codes only, so that no link can put words here; the label is the list's own. */
function readListFlash(c: Context, entries: { code: string; label: string }[]): ListFlash | undefined {
  const code = listFlashes.find((one) => one === c.req.query('esito'));
  const entry = entries.find((one) => one.code === c.req.query('voce'));
  if (code === 'deleted') return { code, entry: '' };
  return code === undefined || entry === undefined ? undefined : { code, entry: entry.label };
}
