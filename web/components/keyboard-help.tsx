import { usePage } from './page-context.tsx';

/** The keys by what they do; the browser's part of them is `client/behaviours/keyboard.ts`. */
const keys = [
  { does: 'next', combination: ['Alt', 'J'] },
  { does: 'previous', combination: ['Alt', 'K'] },
  { does: 'open', combination: ['Alt', 'Enter'] },
  { does: 'import', combination: ['Alt', 'I'] },
  { does: 'help', combination: ['?'] },
] as const;

/** The list of keys, behind a button and «?»; without scripts there are no such keys, and nothing says so. */
export const KeyboardHelp = () => {
  const { t } = usePage();
  return (
    <>
      <p class="ec-keys-hint ec-no-print" data-keys hidden>
        <button type="button" class="btn btn-outline-primary" data-keys-open>
          {t('quick:keys.button')}
        </button>
      </p>
      <dialog class="ec-keys" aria-labelledby="keys-title" data-keys-dialog>
        <h2 id="keys-title">{t('quick:keys.title')}</h2>
        <dl>
          {keys.map(({ does, combination }) => (
            <div>
              <dt>
                {combination.map((key, index) => (
                  <>
                    {index === 0 ? null : ' + '}
                    <kbd>{key === 'Enter' ? t('quick:keys.enter') : key}</kbd>
                  </>
                ))}
              </dt>
              <dd>{t(`quick:keys.does.${does}`)}</dd>
            </div>
          ))}
        </dl>
        <p>{t('quick:keys.mac')}</p>
        <div class="form-check ec-check">
          <input type="checkbox" id="keys-on" checked data-keys-on />
          <label for="keys-on">{t('quick:keys.on')}</label>
        </div>
        <form method="dialog">
          <button type="submit" class="btn btn-primary">
            {t('quick:keys.close')}
          </button>
        </form>
      </dialog>
    </>
  );
};
