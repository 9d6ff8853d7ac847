import { giveWay } from './give-way.ts';

/** So much of a page is read at once: a few milliseconds' work on an old machine. */
const pieceLength = 24_000;

/**
 * Asks for a page as it is now, and reads it piece by piece: a table of a thousand rows read at once would make scrolling
 * stutter. Its scripts do not run.
 * @returns `signed_out` where the address leads to another page; undefined where nothing of use answered
 */
export async function readPage(address: string): Promise<Document | 'signed_out' | undefined> {
  const text = await ask(address);
  if (text === undefined || text === 'signed_out') return text;
  const page = document.implementation.createHTMLDocument();
  page.open();
  for (let from = 0; from < text.html.length; from += pieceLength) {
    page.write(text.html.slice(from, from + pieceLength));
    await giveWay();
  }
  page.close();
  return page;
}

async function ask(address: string): Promise<{ html: string } | 'signed_out' | undefined> {
  try {
    // Said, so that a page that nobody looks at does not keep the session alive.
    const answer = await fetch(address, { headers: { accept: 'text/html', 'x-easycare-reads-again': '1' } });
    if (answer.redirected || answer.status === 401 || answer.status === 403) return 'signed_out';
    return answer.ok ? { html: await answer.text() } : undefined;
  } catch {
    // The server is restarting or the network is away: the next news will tell.
    return undefined;
  }
}
