import axe from 'axe-core';
import type { Page } from 'playwright-core';

const options = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'],
  // axe leaves it out unless it is asked for: targets of at least 24 pixels (WCAG 2.2, 2.5.8).
  rules: { 'target-size': { enabled: true } },
};

/** The rules of WCAG 2.0 to 2.2, A and AA, that the open page breaks, with the first place of each. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)})
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
  );
}

/** By how many pixels the page is wider than its window, so that it has to be moved from side to side. */
export async function measureOverflow(page: Page): Promise<number> {
  return await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
