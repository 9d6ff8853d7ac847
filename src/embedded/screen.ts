import type { DemoOperator } from './demo-data.ts';

export interface ScreenFacts {
  publicUrl: string;
  /** Undefined where the demo data were left out. */
  operator: DemoOperator | undefined;
  inboxUrl: string | undefined;
  temporalUiUrl: string | undefined;
  dataDir: string;
  connectionsFile: string;
}

const DEMO_MUNICIPALITY = 'esempio';

/** The one screen at the end of `npm start`: where everything is, and how to stop it. */
export function renderScreen(facts: ScreenFacts): string {
  const { publicUrl, operator, inboxUrl, temporalUiUrl, dataDir } = facts;
  const rows: [string, string][] = [];
  if (operator === undefined) {
    rows.push(['Ingresso', `${publicUrl}/entra`]);
    rows.push(['Primo Comune', `node --env-file=${facts.connectionsFile} --import tsx src/cli.ts`]);
  } else {
    const password = operator.password ?? '(quella scelta quando è stato creato)';
    rows.push(['Richiesta di aiuto', `${publicUrl}/${DEMO_MUNICIPALITY}/richiesta`]);
    rows.push(['Console operatori', `${publicUrl}/${DEMO_MUNICIPALITY}/console`]);
    rows.push(['', `${operator.email}   password: ${password}`]);
  }
  if (inboxUrl !== undefined) rows.push(['Posta di prova', inboxUrl]);
  if (temporalUiUrl !== undefined) rows.push(['Temporal', temporalUiUrl]);
  rows.push(['Dati e registri', dataDir]);
  const width = Math.max(...rows.map(([label]) => label.length)) + 3;
  const lines = rows.map(([label, value]) => `  ${label.padEnd(width)}${value}`);
  return ['', '  EasyCare è in funzione.', '', ...lines, '', '  Per fermare tutto: Ctrl-C', ''].join('\n');
}
