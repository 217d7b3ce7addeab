/** Rows of a list are reached by arrows; Tab goes past all but one of them. Put on what holds `[data-row]` buttons. */
export function rove(node: HTMLElement) {
  const all = () => [...node.querySelectorAll<HTMLElement>('[data-row]')];
  const tidy = (current?: HTMLElement) => {
    const rows = all();
    const one = current ?? rows.find((row) => row.tabIndex === 0) ?? rows.at(0);
    for (const row of rows) row.tabIndex = row === one ? 0 : -1;
  };
  const focused = (event: FocusEvent) => {
    if (event.target instanceof HTMLElement && event.target.matches('[data-row]')) tidy(event.target);
  };
  const keys = (event: KeyboardEvent) => {
    const rows = all();
    const at = rows.indexOf(event.target as HTMLElement);
    if (event.altKey || event.ctrlKey || event.metaKey || rows.length === 0) return;
    // From the scroller itself the arrows enter the list.
    if (at < 0 && event.target !== node) return;
    const target =
      event.key === 'ArrowDown'
        ? rows.at(Math.min(at + 1, rows.length - 1))
        : event.key === 'ArrowUp'
          ? rows.at(Math.max(at - 1, 0))
          : event.key === 'Home'
            ? rows.at(0)
            : event.key === 'End'
              ? rows.at(-1)
              : event.key === 'ArrowLeft' || event.key === 'ArrowRight'
                ? beside(node, at, event.key === 'ArrowRight' ? 1 : -1)
                : undefined;
    if (!target) return;
    event.preventDefault();
    target.focus();
  };
  const observer = new MutationObserver(() => tidy());
  observer.observe(node, { childList: true, subtree: true });
  node.addEventListener('focusin', focused);
  node.addEventListener('keydown', keys);
  tidy();
  return () => {
    observer.disconnect();
    node.removeEventListener('focusin', focused);
    node.removeEventListener('keydown', keys);
  };
}

/** The same place in the list to the left or right. */
function beside(node: HTMLElement, at: number, by: number): HTMLElement | undefined {
  const lists = [...document.querySelectorAll<HTMLElement>('[data-list]')];
  const rows = lists.at(lists.indexOf(node) + by)?.querySelectorAll<HTMLElement>('[data-row]');
  const inside = lists.indexOf(node) + by;
  if (!rows || rows.length === 0 || inside < 0 || inside >= lists.length) return undefined;
  return rows[Math.min(Math.max(at, 0), rows.length - 1)];
}
