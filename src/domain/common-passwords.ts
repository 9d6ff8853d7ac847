/**
 * Words that passwords are commonly made of, Italian ones first, without accents and in small letters: from the lists of
 * the most used passwords that are published each year, and from what this service's own people would think of.
 */
export const commonWords: readonly string[] = [
  ...['password', 'passwort', 'passord', 'passwd', 'parola', 'chiave', 'segreta', 'segreto', 'accesso', 'benvenuto'],
  ...['benvenuti', 'benvenuta', 'ciao', 'amore', 'amoremio', 'tiamo', 'tesoro', 'principessa', 'stella', 'angelo'],
  ...['bambina', 'bambino', 'famiglia', 'cioccolata', 'cambiami', 'provvisoria', 'temporanea', 'juventus', 'inter'],
  ...['milan', 'napoli', 'roma', 'lazio', 'ferrari', 'forza', 'italia', 'comune', 'municipio', 'ufficio', 'operatore'],
  ...['volontario', 'volontari', 'sociale', 'sociali', 'servizi', 'servizio', 'easycare', 'admin', 'administrator'],
  ...['amministratore', 'utente', 'user', 'root', 'guest', 'welcome', 'letmein', 'login', 'iloveyou', 'loveyou'],
  ...['princess', 'sunshine', 'football', 'baseball', 'superman', 'batman', 'monkey', 'dragon', 'master', 'shadow'],
  ...['michael', 'jordan', 'pokemon', 'starwars', 'computer', 'internet', 'google', 'facebook', 'instagram', 'windows'],
  ...['changeme', 'secret', 'trustno', 'qwerty', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'asdf', 'zxcv', 'qwer'],
  ...['gennaio', 'febbraio', 'marzo', 'aprile', 'maggio', 'giugno', 'luglio', 'agosto', 'settembre', 'ottobre'],
  ...['novembre', 'dicembre', 'primavera', 'estate', 'autunno', 'inverno', 'lunedi', 'martedi', 'mercoledi'],
  ...['giovedi', 'venerdi', 'sabato', 'domenica'],
  ...['alessandro', 'alessandra', 'andrea', 'francesco', 'francesca', 'giuseppe', 'giovanni', 'antonio', 'antonella'],
  ...['lorenzo', 'matteo', 'martina', 'chiara', 'valentina', 'federica', 'federico', 'giulia', 'roberto', 'stefano'],
];

/** Phrases that the same lists have whole. */
export const commonPhrases: readonly string[] = [
  'correcthorsebatterystaple',
  'nelmezzodelcammindinostravita',
  'itsasecret',
  'thisisapassword',
  'questaelamiapassword',
  'lamiapassword',
  'nonloso',
  'nonmelaricordo',
  'fratelliditalia',
];
