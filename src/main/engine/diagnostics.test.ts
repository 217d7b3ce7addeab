import { expect, test } from 'vitest';
import { scrubbed } from './diagnostics.ts';

const clean = (line: string, hidden: Partial<Parameters<typeof scrubbed>[1]> = {}) =>
  scrubbed([line], { names: [], folders: [], words: [], ...hidden })[0];

test.each([
  ['opened by window, process 12', 'opened by window, process 12'],
  ['There is no dataset "Patients 2024".', 'There is no dataset "…".'],
  ['cannot read /home/anna/Private/patients.csv: EACCES', 'cannot read <folder>/patients.csv: EACCES'],
  ['cannot read C:\\Users\\Anna\\x\\patients.csv', 'cannot read <folder>/patients.csv'],
  ['at save (file:///opt/app/out/main/engine.js:12:5)', 'at save (<folder>/engine.js:12:5)'],
  ['12/24 epochs, 3/s', '12/24 epochs, 3/s'],
])('%s', (line, expected) => {
  expect(clean(line)).toBe(expected);
});

test('names of things, folders, the machine and the person are left out, longest first', () => {
  expect(
    clean('run Patients, 64 factors of Patients by anna on annas-laptop in /data/anna/ws', {
      names: ['Patients', 'Patients, 64 factors'],
      folders: ['/data/anna/ws', '/data'],
      words: ['anna', 'annas-laptop'],
    }),
  ).toBe('run <name> of <name> by <name> on <name> in <folder>');
  expect(clean('banana', { words: ['ana', 'an'] })).toBe('banana');
});
