/**
 * Makes a long list quick: one types a part of what is looked for and chooses among what matches, with the keys or the
 * finger (the pattern «combobox with list autocomplete» of the ARIA Authoring Practices). The select stays and is what
 * is sent; without scripts it is all there is.
 */
export function chooseByTyping(root: ParentNode): void {
  for (const select of root.querySelectorAll('select[data-choose-by-typing]')) {
    if (select instanceof HTMLSelectElement && !select.hidden) enhance(select);
  }
}

function enhance(select: HTMLSelectElement): void {
  const { id } = select;
  const options = [...select.options].filter(({ value }) => value !== '');
  const list = makeElement('ul', {
    role: 'listbox',
    id: `${id}-voci`,
    class: 'ec-typed__list',
    'aria-label': labelOf(select),
  });
  const found = makeElement('span', { role: 'status', class: 'visually-hidden' });
  const input = makeElement('input', {
    ...copyAttributes(select, ['required', 'aria-invalid', 'aria-describedby']),
    id,
    type: 'text',
    class: 'form-control ec-control',
    role: 'combobox',
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-controls': list.id,
  });
  // The label, and the list of errors, lead to what can be typed in.
  select.id = `${id}-elenco`;
  select.hidden = true;
  input.value = select.selectedOptions[0]?.value ? (select.selectedOptions[0].textContent ?? '') : '';
  select.after(input, list, found);
  close();

  input.addEventListener('input', () => open());
  input.addEventListener('click', () => open());
  input.addEventListener('blur', () => settle());
  input.addEventListener('keydown', (event) => {
    const isOpen = !list.hidden;
    const active = activeItem();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) open();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && isOpen && active !== undefined) {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      close();
    }
  });
  // Pressed, not clicked: the field keeps the focus, so that leaving it does not settle something else.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    const item = target instanceof Element ? target.closest('li') : null;
    if (item !== null) choose(item);
  });

  function open(): void {
    const matching = options.filter((option) => simplify(option.textContent).includes(simplify(input.value)));
    list.replaceChildren(...matching.map((option, position) => toItem(option, position)));
    list.hidden = matching.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    input.removeAttribute('aria-activedescendant');
    found.textContent = `${select.dataset['found'] ?? ''} ${matching.length}`;
  }

  function close(): void {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function toItem(option: HTMLOptionElement, position: number): HTMLLIElement {
    const item = makeElement('li', { role: 'option', id: `${id}-voce-${position}`, 'aria-selected': 'false' });
    item.textContent = option.textContent;
    return item;
  }

  function activeItem(): Element | undefined {
    return [...list.children].find((item) => item.getAttribute('aria-selected') === 'true');
  }

  function move(by: 1 | -1): void {
    const items = [...list.children];
    const active = activeItem();
    const from = active === undefined ? (by === 1 ? -1 : 0) : items.indexOf(active);
    const next = items[(from + by + items.length) % items.length];
    active?.setAttribute('aria-selected', 'false');
    if (next === undefined) return;
    next.setAttribute('aria-selected', 'true');
    next.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', next.id);
  }

  function choose(item: Element): void {
    input.value = item.textContent ?? '';
    settle();
  }

  /** What is written is chosen where it is an entry, and else nothing is, which the server then says. */
  function settle(): void {
    const entry = options.find((option) => simplify(option.textContent) === simplify(input.value));
    select.value = entry?.value ?? '';
    close();
  }
}

/** Without accents and capitals, as people type in a hurry. */
function simplify(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}

function labelOf(select: HTMLSelectElement): string {
  return select.labels[0]?.textContent?.replace('*', '').trim() ?? '';
}

function copyAttributes(from: Element, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (from.hasAttribute(name) ? [[name, from.getAttribute(name) ?? '']] : [])),
  );
}

function makeElement<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Record<string, string>,
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
