/**
 * Browsers and systems as coarsely as a person tells them apart: enough to recognise one's own sessions, too little to
 * recognise a person by. The order matters, since most browsers also claim to be others.
 */
const browsers = [
  ['edge', /\bEdg(e|A|iOS)?\//],
  ['opera', /\b(OPR|Opera)\//],
  ['samsung', /\bSamsungBrowser\//],
  ['firefox', /\b(Firefox|FxiOS)\//],
  ['chrome', /\b(Chrome|CriOS|Chromium)\//],
  ['safari', /\bSafari\//],
] as const;
const systems = [
  ['ios', /\b(iPhone|iPad|iPod)\b/],
  ['android', /\bAndroid\b/],
  ['windows', /\bWindows\b/],
  ['macos', /\bMac OS X\b/],
  ['chromeos', /\bCrOS\b/],
  ['linux', /\bLinux\b/],
] as const;

export type Browser = {
  browser: (typeof browsers)[number][0] | 'other';
  system: (typeof systems)[number][0] | 'other';
};

/** What a User-Agent header says of browser and system; `other` where it says nothing that we know. */
export function recogniseBrowser(userAgent: string): Browser {
  return {
    browser: browsers.find(([, mark]) => mark.test(userAgent))?.[0] ?? 'other',
    system: systems.find(([, mark]) => mark.test(userAgent))?.[0] ?? 'other',
  };
}

/** As a session keeps it: `firefox/windows`. */
export function writeBrowser({ browser, system }: Browser): string {
  return `${browser}/${system}`;
}

/** What `writeBrowser` wrote; anything else is of nobody knows which browser. */
export function readBrowser(written: string): Browser {
  const [browser, system] = written.split('/');
  return {
    browser: browsers.find(([name]) => name === browser)?.[0] ?? 'other',
    system: systems.find(([name]) => name === system)?.[0] ?? 'other',
  };
}
