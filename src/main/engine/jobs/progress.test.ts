import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProgressMeter } from './progress.ts';

const report = (done: number, total: number | null = 1000, stage = 'Reading') => ({ stage, done, total, unit: 'rows' });

describe('ProgressMeter', () => {
  test('a steady rate is found and gives the time left', () => {
    const meter = new ProgressMeter();
    let progress = meter.update(report(0), 5000);
    expect(progress).toMatchObject({ rate: null, secondsLeft: null });
    for (let second = 1; second <= 6; second++) progress = meter.update(report(100 * second), 5000 + 1000 * second);
    expect(progress.rate).toBeCloseTo(100, 6);
    expect(progress.secondsLeft).toBeCloseTo(4, 6);
  });

  test('a new speed is followed within some seconds, not at once', () => {
    const meter = new ProgressMeter();
    for (let second = 0; second <= 10; second++) meter.update(report(100 * second, 1e6), 1000 * second);
    const first = meter.update(report(2000, 1e6), 11_000).rate!;
    expect(first).toBeGreaterThan(150);
    expect(first).toBeLessThan(500);
    let rate = first;
    for (let second = 1; second <= 15; second++)
      rate = meter.update(report(2000 + 1000 * second, 1e6), 11_000 + 1000 * second).rate!;
    expect(rate).toBeGreaterThan(900);
  });

  test('between two steps the time left runs down', () => {
    const meter = new ProgressMeter();
    meter.update(report(0), 0);
    meter.update(report(500), 10_000);
    expect(meter.update(report(500), 14_000).secondsLeft).toBeCloseTo(6, 6);
    expect(meter.update(report(500), 60_000).secondsLeft).toBe(0);
  });

  test('a new stage starts anew', () => {
    const meter = new ProgressMeter();
    meter.update(report(0), 0);
    meter.update(report(900), 1000);
    expect(meter.update(report(0, 10, 'Storing'), 2000)).toMatchObject({
      stage: 'Storing',
      rate: null,
      secondsLeft: null,
    });
    expect(meter.update(report(5, 10, 'Storing'), 3000).rate).toBeCloseTo(5, 6);
  });

  test("a job's own figures win", () => {
    const meter = new ProgressMeter();
    meter.update(report(0), 0);
    const own = meter.update({ ...report(1), rate: 7e7, rateUnit: 'examples' }, 1000);
    expect(own).toMatchObject({ rate: 7e7, rateUnit: 'examples' });
    expect(own.secondsLeft).toBeCloseTo(999, 6);
  });

  test('never shows a figure that is none', () => {
    const step = fc.record({
      after: fc.integer({ min: 0, max: 100_000 }),
      done: fc.double({ min: 0, max: 1e12, noNaN: true }),
      total: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })),
      stage: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const meter = new ProgressMeter();
        let now = 0;
        for (const { after, done, total, stage } of steps) {
          const { rate, secondsLeft } = meter.update(report(done, total, stage), (now += after));
          for (const figure of [rate, secondsLeft])
            if (figure !== null) expect(Number.isFinite(figure) && figure >= 0).toBe(true);
        }
      }),
      {
        examples: [
          [
            [
              { after: 0, done: 0, total: null, stage: 'a' },
              { after: 1, done: 5e-324, total: 1e-12, stage: 'a' },
            ],
          ],
        ],
      },
    );
  });
});
