import { expect, test } from 'vitest';
import { renderScreen } from '../../src/embedded/screen.ts';

const facts = {
  publicUrl: 'http://127.0.0.1:3000',
  operator: { email: 'operatore@comune.example', password: 'abcde-fghjk-mnpqr' },
  inboxUrl: 'http://127.0.0.1:1080',
  temporalUiUrl: 'http://127.0.0.1:8233',
  dataDir: '/srv/easycare/.data',
  connectionsFile: '/srv/easycare/.data/connections.env',
};

test('lists where everything is, and how to stop it', () => {
  expect(renderScreen(facts)).toMatchInlineSnapshot(`
    "
      EasyCare è in funzione.

      Richiesta di aiuto   http://127.0.0.1:3000/esempio/richiesta
      Console operatori    http://127.0.0.1:3000/esempio/console
                           operatore@comune.example   password: abcde-fghjk-mnpqr
      Posta di prova       http://127.0.0.1:1080
      Temporal             http://127.0.0.1:8233
      Dati e registri      /srv/easycare/.data

      Per fermare tutto: Ctrl-C
    "
  `);
});

test('leaves out what is somebody else’s, and says how a first Comune is made', () => {
  const screen = renderScreen({ ...facts, operator: undefined, inboxUrl: undefined, temporalUiUrl: undefined });
  expect(screen).not.toMatch(/Posta|Temporal|operatore/);
  expect(screen).toContain('--env-file=/srv/easycare/.data/connections.env');
});
