import { expect, test } from 'vitest';
import { readBrowser, recogniseBrowser, writeBrowser } from '../../src/domain/browser.ts';

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0';

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox/windows'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/140.0.0.0`, 'edge/windows'],
  [`Mozilla/5.0 (Linux; Android 15) ${chrome} Mobile Safari/537.36`, 'chrome/android'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'safari/ios',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15', 'safari/macos'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${chrome} Safari/537.36 OPR/120.0.0.0`, 'opera/linux'],
  ['curl/8.5.0', 'other/other'],
  ['', 'other/other'],
])('«%s» is %s, and nothing finer', (userAgent, written) => {
  const browser = recogniseBrowser(userAgent);
  expect(writeBrowser(browser)).toBe(written);
  expect(readBrowser(written)).toEqual(browser);
});

test('what a session kept before is of nobody knows which browser', () => {
  for (const written of ['', 'Mozilla/5.0', 'firefox', '<b>/x']) expect(readBrowser(written).system).toBe('other');
});
