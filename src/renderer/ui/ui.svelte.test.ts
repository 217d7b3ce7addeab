import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { en } from '../messages/en.ts';
import { speak } from '../messages/index.ts';
import { pseudo } from '../messages/pseudo.ts';
import JobLine from './JobLine.svelte';
import ProblemNote from './ProblemNote.svelte';
import Search from './Search.svelte';

afterEach(() => speak(en));

const job = {
  id: 'job-1',
  type: 'train' as const,
  title: 'BPR',
  state: 'running' as const,
  progress: {
    stage: 'Training',
    done: 15,
    total: 60,
    unit: 'epochs',
    rate: 2e6,
    rateUnit: 'examples',
    secondsLeft: 72,
  },
  createdAt: 0,
  startedAt: 0,
  finishedAt: null,
  datasetId: null,
  runId: null,
  result: null,
  error: null,
  resumable: false,
};

describe('a job', () => {
  test('shows how far, how fast and how long still, and is cancelled', async () => {
    const oncancel = vi.fn();
    render(JobLine, { job, oncancel });
    expect(screen.getByText('1 min 12 s left')).toBeTruthy();
    expect(screen.getByText('Training: 15 of 60 epochs')).toBeTruthy();
    expect(screen.getByText('2,000,000 examples/s')).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel: BPR' }));
    expect(oncancel).toHaveBeenCalledOnce();
  });

  test('speaks the language that was chosen', () => {
    speak(pseudo(en));
    const { container } = render(JobLine, { job, oncancel: () => undefined });
    const said = [...container.querySelectorAll('span, button')].map((node) => node.textContent.trim()).filter(Boolean);
    expect(said.length).toBeGreaterThan(2);
    for (const each of said) expect(each).toMatch(/^⟦.*⟧$/s);
  });
});

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
