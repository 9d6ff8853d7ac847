import { type Context, Hono } from 'hono';
import { findUsage, removeEntry } from '../../../src/db/list-removal.ts';
import { changeEntry, readList } from '../../../src/db/lists.ts';
import { type EntryChange, entryChange, type ListEntry, withRetired } from '../../../src/domain/comune-lists.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { SettingsEntryPage, SettingsRemovalPage } from '../../pages/settings-entry-page.tsx';
import { WebError } from '../../web-error.ts';
import { entryFields, readEntryForm, sayUnsaved, storedEntry } from './entry-values.ts';
import { readFormBody } from './form-body.ts';
import { toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { findTwisted, readKind, readSeenVersion, toSettingsErrors } from './settings-form.ts';
import { backToList } from './settings-lists.tsx';

type Given = { values?: EntryChange; errors?: FieldError[]; stale?: boolean; unsaved?: string[] };

/** One entry of a list: changed, and removed after a page that says what that would touch. */
export function createSettingsEntryPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderEntry(c, await loadEntry(c)))
    .post('/', ...signedIn, async (c) => {
      const kind = readKind(c);
      const shown = await loadEntry(c);
      const form = await readFormBody(c);
      const typed = readEntryForm(kind, form);
      const seen = { municipalityId: c.var.municipality.id, version: readSeenVersion(form) };
      // Before what was typed is judged: the fields may be of a list that is another by now.
      if (seen.version !== shown.version) return await refuseStale(c, typed);
      const parsed = entryChange.safeParse(typed);
      const errors = [
        ...findTwisted(form, ['label', 'vehicle', 'languagesMatch']),
        ...(parsed.error ? toFieldErrors(parsed.error) : []),
      ];
      if (!parsed.success || errors.length > 0) return await renderEntry(c, shown, { values: typed, errors }, 422);
      const outcome = await changeEntry(deps.db, seen, { kind, code: shown.entry.code }, parsed.data);
      switch (outcome.kind) {
        case 'saved':
          return backToList(c, 'changed', shown.entry.code);
        case 'stale':
          return await refuseStale(c, typed);
        case 'not_found':
          throw new WebError('not_found');
        case 'label_exists':
          return await renderEntry(
            c,
            shown,
            { values: typed, errors: [{ path: 'label', message: 'settings.labelExists' }] },
            422,
          );
        case 'invalid':
          return await renderEntry(c, shown, { values: typed, errors: outcome.errors }, 422);
      }
    })
    .get('/rimuovi', ...signedIn, async (c) => await renderRemoval(c))
    .post('/rimuovi', ...signedIn, async (c) => {
      const version = readSeenVersion(await readFormBody(c));
      const code = c.req.param('voce') ?? '';
      const outcome = await removeEntry(deps.db, c.var.operator, version, { kind: readKind(c), code });
      switch (outcome.kind) {
        case 'saved':
          return backToList(c, outcome.became, code);
        case 'stale':
          return await renderRemoval(c, 409);
        case 'last':
          return await renderRemoval(c, 422);
        case 'not_found':
          throw new WebError('not_found');
      }
    });

  /** @throws WebError not_found where the list offers none of this code */
  async function loadEntry(c: Context<OperatorEnv>): Promise<{ version: number; entry: ListEntry }> {
    const { version, entries } = await readList(deps.db, c.var.municipality.id, readKind(c));
    const entry = entries.find(({ code, retired }) => code === c.req.param('voce') && !retired);
    if (entry === undefined) throw new WebError('not_found');
    return { version, entry };
  }

  /** The fields show what a colleague saved, so that pressing again can't undo it; what was typed stands beside it. */
  async function refuseStale(c: Context<OperatorEnv>, typed: EntryChange): Promise<Response> {
    const current = await loadEntry(c);
    const stored = storedEntry(readKind(c), current.entry);
    const unsaved = sayUnsaved(textsOf(c), typed, stored, withRetired(c.var.municipality));
    return await renderEntry(c, current, { stale: true, unsaved }, 409);
  }

  async function renderEntry(
    c: Context<OperatorEnv>,
    { version, entry }: { version: number; entry: ListEntry },
    given: Given = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const kind = readKind(c);
    const page = (
      <SettingsEntryPage
        municipality={municipality}
        operator={operator}
        version={version}
        kind={kind}
        entry={entry}
        values={given.values ?? storedEntry(kind, entry)}
        errors={toSettingsErrors(textsOf(c), given.errors ?? [], entryFields)}
        stale={given.stale ?? false}
        unsaved={given.unsaved ?? []}
      />
    );
    return await renderPage(c, page, { status, now: deps.now() });
  }

  async function renderRemoval(c: Context<OperatorEnv>, status: 200 | 409 | 422 = 200): Promise<Response> {
    const { municipality, operator } = c.var;
    const kind = readKind(c);
    const { version, entry } = await loadEntry(c);
    const usage = await findUsage(deps.db, municipality.id, { kind, code: entry.code });
    if (usage === undefined) throw new WebError('not_found');
    const shown = { municipality, operator, version, kind, entry, usage, stale: status === 409 };
    return await renderPage(c, <SettingsRemovalPage {...shown} />, { status, now: deps.now() });
  }
}
