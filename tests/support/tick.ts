import type { Page } from 'playwright-core';

/**
 * Ticks a box or chooses a radio button as people do, by its label: the style sheet draws it over the field itself, and
 * a click at a place on the screen can miss what has just moved.
 */
export async function tick(page: Page, selector: string): Promise<void> {
  const field = page.locator(selector).first();
  if (await field.isChecked()) return;
  await page.locator(`label[for="${await field.getAttribute('id')}"]`).click();
  if (!(await field.isChecked())) throw new Error(`${selector} is not ticked by its label`);
}
