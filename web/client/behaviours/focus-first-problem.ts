/** Takes whoever sent a form that was refused to the list of what is wrong. */
export function focusFirstProblem(page: Document): void {
  const problem = page.querySelector('[data-takes-focus]');
  if (problem instanceof HTMLElement) problem.focus();
}
