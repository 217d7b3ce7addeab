import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { en } from '../messages/en.ts';
import ProblemNote from './ProblemNote.svelte';
import Search from './Search.svelte';

test('a problem says what, where, why and what next, and nothing it does not know', () => {
  const problem = {
    code: 'BAD_DATA' as const,
    message: '7 rows cannot be read.',
    where: 'a.csv:12',
    why: null,
    next: 'Look.',
  };
  render(ProblemNote, { problem });
  const alert = screen.getByRole('alert').textContent;
  for (const part of [en.problems.titles.BAD_DATA, '7 rows cannot be read.', 'a.csv:12', 'Look.'])
    expect(alert).toContain(part);
  expect(alert).not.toContain(en.problems.why);
});

describe('the search', () => {
  const entries = (choose: (id: string) => void) =>
    ['a', 'b', 'c'].map((id) => ({ id, label: `User ${id}`, detail: '', group: '', choose: () => choose(id) }));
  const props = { label: 'Find', placeholder: '', nothing: 'Nothing.', onsearch: () => undefined };

  test('is used by keyboard: arrows go round, Enter chooses, Escape closes', async () => {
    const chosen: string[] = [];
    render(Search, { ...props, entries: entries((id) => chosen.push(id)) });
    const box = screen.getByRole('combobox', { name: 'Find' });
    await fireEvent.input(box, { target: { value: 'user' } });
    expect(box.getAttribute('aria-expanded')).toBe('true');
    await fireEvent.keyDown(box, { key: 'ArrowUp' });
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('User c');
    await fireEvent.keyDown(box, { key: 'Enter' });
    expect(chosen).toEqual(['c']);
    expect(box.getAttribute('aria-expanded')).toBe('false');
    await fireEvent.input(box, { target: { value: 'again' } });
    await fireEvent.keyDown(box, { key: 'Escape' });
    expect(box.getAttribute('aria-expanded')).toBe('false');
  });

  test('says that nothing was found', async () => {
    render(Search, { ...props, entries: [] });
    await fireEvent.input(screen.getByRole('combobox'), { target: { value: 'x' } });
    expect(screen.getByText('Nothing.')).toBeTruthy();
    await fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
  });
});
