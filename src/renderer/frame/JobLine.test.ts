import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { en } from '../messages/en.ts';
import { speak } from '../messages/index.ts';
import { pseudo } from '../messages/pseudo.ts';
import JobLine from './JobLine.svelte';

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

describe('a job that does not run', () => {
  const draw = (change: object, more: object = {}) =>
    render(JobLine, { job: { ...job, progress: null, ...change }, oncancel: () => undefined, ...more });

  test('waits for its turn and says which', () => {
    draw({ state: 'queued' });
    expect(screen.getByText('next')).toBeTruthy();
    draw({ state: 'queued' }, { position: 3 });
    expect(screen.getByText('3rd to start')).toBeTruthy();
  });

  test('failed: says why and what cures it', () => {
    const error = { code: 'DOES_NOT_FIT' as const, message: 'It needs 80 GB.', details: { next: 'Choose fewer.' } };
    const { container } = draw({ state: 'failed', finishedAt: 5, error });
    expect(container.textContent).toContain('It needs 80 GB.');
    expect(container.textContent).toContain('Choose fewer.');
    expect(screen.queryByRole('button')).toBeNull();
  });

  test('was interrupted: is taken up again, and leads to its run', async () => {
    const onresume = vi.fn();
    draw({ state: 'interrupted', finishedAt: 5 }, { onresume, href: '#/runs/a' });
    await fireEvent.click(screen.getByRole('button', { name: 'Resume: BPR' }));
    expect(onresume).toHaveBeenCalledOnce();
    expect(screen.getByRole('link', { name: 'BPR' }).getAttribute('href')).toBe('#/runs/a');
  });
});
