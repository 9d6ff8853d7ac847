import type { Role } from '../src/domain/role.ts';

/**
 * Who may use a route: anybody; a volunteer, whose own session the route asks for; the mail server, by its token;
 * whoever is signed in; who administers the installation; or people of the Comune that the path names, by role.
 */
export type Access = 'anyone' | 'volunteer' | 'mail_server' | 'signed_in' | 'installation' | readonly Role[];

const administrators = ['administrator'] as const;
const deciders = ['administrator', 'operator'] as const;
const clerks = ['clerk'] as const;
const leads = ['operations_lead'] as const;

/** Who may fill in the form for somebody else, `channel: 'office'`; the form itself is anybody's. */
export const officeForm: readonly Role[] = ['administrator', 'operator', 'clerk'];

/** What a program may read with a key of the Comune for reading; `POST …/help-requests` takes one for submitting. */
export const readByKey: ReadonlySet<string> = new Set([
  'GET /api/v1/:comune/help-requests',
  'GET /api/v1/:comune/help-requests/:id',
]);

/**
 * Every route of the service, as the router has it, and who may use it. `enforceAccess` looks here before a handler
 * runs: what is not in here answers nobody. Settings and lists are the administrator's: each change reaches the public
 * form and every volunteer, where an operator's decision reaches one request.
 */
export const matrix: Readonly<Record<string, Access>> = {
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',
  'GET /assets/:version/:name{.+}': 'anyone',

  'GET /api/v1/openapi.json': 'anyone',
  'POST /api/auth/sign-in/email': 'anyone',
  'POST /api/auth/sign-in/code': 'anyone',
  'POST /api/auth/sign-out': 'anyone',
  'GET /api/auth/get-session': 'anyone',
  'GET /api/v1/:comune': 'anyone',
  'POST /api/v1/:comune/help-requests': 'anyone',
  'GET /api/v1/:comune/help-requests': deciders,
  'POST /api/v1/:comune/help-requests/import': deciders,
  'GET /api/v1/:comune/help-requests/:id': deciders,
  'PATCH /api/v1/:comune/help-requests/:id': deciders,
  'POST /api/v1/:comune/help-requests/:id/dispatch': deciders,
  'POST /api/v1/:comune/help-requests/:id/discard': deciders,
  'POST /api/v1/:comune/help-requests/:id/restore': deciders,
  'POST /api/v1/:comune/help-requests/:id/close': deciders,
  'POST /api/v1/:comune/help-requests/:id/undo': deciders,
  'POST /api/v1/:comune/mail-notifications': 'mail_server',

  'GET /': 'anyone',
  'GET /entra': 'anyone',
  'POST /entra': 'anyone',
  'POST /esci': 'anyone',
  'GET /entra/invito': 'anyone',
  'POST /entra/invito': 'anyone',
  'GET /entra/identita': 'anyone',
  'GET /entra/identita/ritorno': 'anyone',
  'GET /entra/codice': 'anyone',
  'POST /entra/codice': 'anyone',
  'GET /entra/profilo': 'signed_in',
  'GET /entra/profilo/password': 'signed_in',
  'POST /entra/profilo/password': 'signed_in',
  'POST /entra/profilo/sessioni/chiudi': 'signed_in',
  'POST /entra/profilo/sessioni/chiudi-altre': 'signed_in',
  'GET /entra/profilo/verifica': 'signed_in',
  'POST /entra/profilo/verifica': 'signed_in',
  'POST /entra/profilo/verifica/conferma': 'signed_in',
  'GET /entra/profilo/verifica/codici': 'signed_in',
  'POST /entra/profilo/verifica/codici': 'signed_in',
  'GET /entra/profilo/verifica/disattiva': 'signed_in',
  'POST /entra/profilo/verifica/disattiva': 'signed_in',
  'GET /entra/comuni': 'installation',
  'GET /entra/comuni/nuovo': 'installation',
  'POST /entra/comuni/nuovo': 'installation',
  'GET /entra/comuni/:comune/invita': 'installation',
  'POST /entra/comuni/:comune/invita': 'installation',

  'GET /:comune': 'anyone',
  'GET /:comune/privacy': 'anyone',
  'GET /:comune/accessibilita': 'anyone',
  'GET /:comune/stemma/:version': 'anyone',
  'GET /:comune/richiesta': 'anyone',
  'POST /:comune/richiesta': 'anyone',
  'GET /:comune/richiesta/:reference': 'anyone',
  'GET /:comune/richiesta/:reference/dati': 'anyone',
  'GET /:comune/richiesta/:reference/dati.json': 'anyone',
  'GET /:comune/richiesta/:reference/cancellazione': 'anyone',
  'POST /:comune/richiesta/:reference/cancellazione': 'anyone',
  'POST /:comune/richiesta/:reference/cancellazione/ritira': 'anyone',
  'GET /:comune/richiesta/:reference/ricevuta.pdf': 'anyone',
  'POST /:comune/richiesta/:reference/valutazione': 'anyone',
  'GET /:comune/richiesta/:reference/ritiro': 'anyone',
  'POST /:comune/richiesta/:reference/ritiro': 'anyone',
  'POST /:comune/richiesta/:reference/informazioni': 'anyone',

  'GET /:comune/volontari': 'anyone',
  'POST /:comune/volontari': 'anyone',
  'GET /:comune/volontari/inviata': 'anyone',
  'GET /:comune/volontari/conferma': 'anyone',
  'POST /:comune/volontari/conferma': 'anyone',
  'GET /:comune/volontari/confermata': 'anyone',
  'POST /:comune/volontari/valutazione': 'anyone',
  'GET /:comune/volontari/entra': 'anyone',
  'POST /:comune/volontari/entra': 'anyone',
  'POST /:comune/volontari/area': 'anyone',
  'GET /:comune/volontari/area/inviato': 'anyone',
  'POST /:comune/volontari/area/esci': 'anyone',
  'GET /:comune/volontari/area/arrivederci': 'anyone',
  'GET /:comune/volontari/contatti': 'anyone',
  'POST /:comune/volontari/contatti': 'anyone',
  'GET /:comune/volontari/area': 'volunteer',
  'POST /:comune/volontari/area/dati': 'volunteer',
  'POST /:comune/volontari/area/pausa': 'volunteer',
  'POST /:comune/volontari/area/ripresa': 'volunteer',
  'GET /:comune/volontari/area/lascia': 'volunteer',
  'POST /:comune/volontari/area/lascia': 'volunteer',

  'GET /:comune/console/inserite': clerks,
  'GET /:comune/console/inserite/:id': clerks,
  'GET /:comune/console/inviate': leads,
  'GET /:comune/console/inviate/:id': leads,

  'GET /:comune/console': deciders,
  'GET /:comune/console/novita': deciders,
  'POST /:comune/console/importa': deciders,
  'POST /:comune/console/decidi': deciders,
  'POST /:comune/console/decidi/conferma': deciders,
  'GET /:comune/console/richieste/:id': deciders,
  'GET /:comune/console/richieste/:id/novita': deciders,
  'POST /:comune/console/richieste/:id': deciders,
  'GET /:comune/console/richieste/:id/invia': deciders,
  'POST /:comune/console/richieste/:id/invia': deciders,
  'GET /:comune/console/richieste/:id/elimina': deciders,
  'POST /:comune/console/richieste/:id/elimina': deciders,
  'POST /:comune/console/richieste/:id/ripristina': deciders,
  'POST /:comune/console/richieste/:id/annulla': deciders,
  'GET /:comune/console/richieste/:id/chiedi': deciders,
  'POST /:comune/console/richieste/:id/chiedi': deciders,
  'GET /:comune/console/richieste/:id/concludi': deciders,
  'POST /:comune/console/richieste/:id/concludi': deciders,
  'GET /:comune/console/richieste/:id/cancella-dati': deciders,
  'POST /:comune/console/richieste/:id/cancella-dati': deciders,
  'GET /:comune/console/cancellazioni': deciders,
  'GET /:comune/console/richieste/:id/volontari/metti': deciders,
  'POST /:comune/console/richieste/:id/volontari/metti': deciders,
  'GET /:comune/console/richieste/:id/volontari/:volunteer/togli': deciders,
  'POST /:comune/console/richieste/:id/volontari/:volunteer/togli': deciders,
  'POST /:comune/console/richieste/:id/volontari/:volunteer/annulla': deciders,
  'POST /:comune/console/richieste/:id/volontari/:volunteer/contatti/ritira': deciders,
  'POST /:comune/console/richieste/:id/volontari/:volunteer/contatti/rendi': deciders,

  'GET /:comune/console/volontari': deciders,
  'GET /:comune/console/volontari/da-telefonare': deciders,
  'GET /:comune/console/volontari/doppioni': deciders,
  'GET /:comune/console/volontari/esporta.csv': deciders,
  'GET /:comune/console/volontari/importa': deciders,
  'POST /:comune/console/volontari/importa': deciders,
  'GET /:comune/console/volontari/importa/:id': deciders,
  'POST /:comune/console/volontari/importa/:id': deciders,
  'GET /:comune/console/volontari/importa/:id/errori.csv': deciders,
  'POST /:comune/console/volontari/importa/:id/annulla': deciders,
  'GET /:comune/console/volontari/nuovo': deciders,
  'POST /:comune/console/volontari/nuovo': deciders,
  'GET /:comune/console/volontari/:id': deciders,
  'GET /:comune/console/volontari/:id/modifica': deciders,
  'POST /:comune/console/volontari/:id/modifica': deciders,
  'POST /:comune/console/volontari/:id/decidi': deciders,
  'POST /:comune/console/volontari/:id/note': deciders,
  'POST /:comune/console/volontari/:id/email-valida': deciders,
  'GET /:comune/console/volontari/:id/unisci/:other': deciders,
  'POST /:comune/console/volontari/:id/unisci/:other': deciders,

  'GET /:comune/console/statistiche': deciders,
  'GET /:comune/console/statistiche/esporta.csv': deciders,

  'GET /:comune/console/persone': administrators,
  'GET /:comune/console/persone/invita': administrators,
  'POST /:comune/console/persone/invita': administrators,
  'GET /:comune/console/persone/inviti/:id': administrators,
  'POST /:comune/console/persone/inviti/:id/rimanda': administrators,
  'POST /:comune/console/persone/inviti/:id/ritira': administrators,
  'GET /:comune/console/persone/:id': administrators,
  'POST /:comune/console/persone/:id/ruolo': administrators,
  'GET /:comune/console/persone/:id/disattiva': administrators,
  'POST /:comune/console/persone/:id/disattiva': administrators,
  'POST /:comune/console/persone/:id/riattiva': administrators,

  'GET /:comune/console/impostazioni': administrators,
  'GET /:comune/console/impostazioni/il-comune': administrators,
  'POST /:comune/console/impostazioni/il-comune': administrators,
  'POST /:comune/console/impostazioni/il-comune/stemma': administrators,
  'POST /:comune/console/impostazioni/il-comune/stemma/togli': administrators,
  'GET /:comune/console/impostazioni/scelta-dei-volontari': administrators,
  'GET /:comune/console/impostazioni/conservazione': administrators,
  'POST /:comune/console/impostazioni/conservazione': administrators,
  'POST /:comune/console/impostazioni/scelta-dei-volontari': administrators,
  'POST /:comune/console/impostazioni/scelta-dei-volontari/ordine': administrators,
  'GET /:comune/console/impostazioni/contatti': administrators,
  'POST /:comune/console/impostazioni/contatti': administrators,
  'GET /:comune/console/impostazioni/accesso': administrators,
  'POST /:comune/console/impostazioni/accesso': administrators,
  'GET /:comune/console/impostazioni/chiavi': administrators,
  'POST /:comune/console/impostazioni/chiavi': administrators,
  'GET /:comune/console/impostazioni/chiavi/:id/revoca': administrators,
  'POST /:comune/console/impostazioni/chiavi/:id/revoca': administrators,
  'GET /:comune/console/impostazioni/registro': administrators,
  'POST /:comune/console/impostazioni/registro': administrators,
  'GET /:comune/console/impostazioni/registro/esporta.csv': administrators,
  'GET /:comune/console/impostazioni/primi-passi': administrators,
  'POST /:comune/console/impostazioni/primi-passi/email-di-prova': administrators,
  'GET /:comune/console/impostazioni/portale': administrators,
  'GET /:comune/console/impostazioni/portale/qr.svg': administrators,
  'GET /:comune/console/impostazioni/portale/manifesto': administrators,
  'GET /:comune/console/impostazioni/mappa': administrators,
  'POST /:comune/console/impostazioni/mappa': administrators,
  'POST /:comune/console/impostazioni/mappa/togli': administrators,
  'GET /:comune/console/impostazioni/:lista': administrators,
  'POST /:comune/console/impostazioni/:lista': administrators,
  'POST /:comune/console/impostazioni/:lista/:voce/sposta': administrators,
  'POST /:comune/console/impostazioni/:lista/:voce/ripristina': administrators,
  'GET /:comune/console/impostazioni/:lista/:voce': administrators,
  'POST /:comune/console/impostazioni/:lista/:voce': administrators,
  'GET /:comune/console/impostazioni/:lista/:voce/rimuovi': administrators,
  'POST /:comune/console/impostazioni/:lista/:voce/rimuovi': administrators,
};

/** What pages ask for by themselves: nobody need be at the screen, so it does not keep a session alive. */
export const unattended: ReadonlySet<string> = new Set([
  'GET /:comune/console/novita',
  'GET /:comune/console/richieste/:id/novita',
]);

/** Whether a role may use a route, for what a page offers; `route` is a key of the matrix. */
export function mayUse(role: Role, route: string): boolean {
  const access = matrix[route];
  return access === 'anyone' || (typeof access === 'object' && access.includes(role));
}
