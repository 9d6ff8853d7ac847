import type { ByHand } from '../../src/db/request-choices.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { When } from './when.tsx';

/** The form that every «Annulla» sends; it stands by itself, since the list is inside the form of the corrections. */
const undoFormId = 'undo-choice';

/** The page on which a volunteer is taken out of a request. */
export const excludePath = (path: string, volunteerId: string) => `${path}/volontari/${volunteerId}/togli`;
/** The page on which another is put in. */
export const includePath = (path: string) => `${path}/volontari/metti`;

type Props = {
  choices: ByHand[];
  /** The request's page, where choices can still be taken back. */
  undoAt?: string | undefined;
  /** Who would be told now. */
  chosen?: { volunteerId: string }[];
};

/** What operators chose by hand: who, why, by whom. */
export const ChosenByHand = ({ choices, undoAt, chosen }: Props) => {
  const { t } = usePage();
  if (choices.length === 0) return null;
  const isIdle = ({ kind, volunteerId }: ByHand) =>
    kind === 'included' && chosen !== undefined && !chosen.some((one) => one.volunteerId === volunteerId);
  return (
    <>
      <h3>{t('console:byHand.title')}</h3>
      <ul class="ec-by-hand">
        {choices.map((choice) => (
          <li>
            <p>
              <strong>{t(`console:byHand.${choice.kind}`, { name: choice.name })}</strong>{' '}
              <span class="ec-by-hand__note">{choice.note}</span>
            </p>
            {isIdle(choice) ? <p>{t('console:byHand.idle')}</p> : null}
            <p class="ec-quiet">
              {choice.by} · <When at={choice.at} />
            </p>
            {undoAt === undefined ? null : (
              <button
                type="submit"
                class="btn btn-outline-primary btn-sm ec-no-print"
                form={undoFormId}
                formaction={`${undoAt}/volontari/${choice.volunteerId}/annulla`}
              >
                <Icon name="it-restore" size="sm" /> {t('console:byHand.undo')}
                <span class="visually-hidden"> {choice.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
};

/** Stands once on the page, outside every other form. */
export const UndoForm = ({ path }: { path: string }) => (
  <form id={undoFormId} method="post" action={`${path}/volontari/annulla`} />
);
