import { describe, expect, test } from 'vitest';
import * as f from './format.ts';

describe('figures', () => {
  test.each([
    [f.count(141695), '141,695'],
    [f.count(-3), '−3'],
    [f.compact(12611), '12.6k'],
    [f.plural(1, 'run', 'runs'), '1 run'],
    [f.plural(0, 'run', 'runs'), '0 runs'],
    [[1, 2, 3, 4, 11, 13, 21, 102].map(f.ordinal).join(' '), '1st 2nd 3rd 4th 11th 13th 21st 102nd'],
    [f.decimal(7.305, 1), '7.3'],
    [f.significant(0.0881234), '0.0881'],
    [f.significant(1612185.4), '1,612,185'],
    [f.significant(0), '0'],
    [f.brief(0.5), '0.5'],
    [f.brief(100), '100'],
    [f.brief(-1.25), '−1.25'],
    [f.bound(0.000001), '10⁻⁶'],
    [f.bound(0.00002), '0.00002'],
    [f.bound(1024), '1,024'],
    [f.percent(0.00053), '0.053 %'],
    [f.percent(0.43), '43 %'],
    [f.percent(0), '0 %'],
    [f.percent(1), '100 %'],
    [f.duration(0.04), '< 0.1 s'],
    [f.duration(9.96), '10 s'],
    [f.duration(59.6), '1 min 0 s'],
    [f.duration(72), '1 min 12 s'],
    [f.duration(7500), '2 h 5 min'],
    [f.fine(0.0046), '4.6 ms'],
    [f.bytes(999), '999 B'],
    [f.bytes(74e6), '74 MB'],
    [f.bytes(999_600), '1.0 MB'],
    [f.bytes(1.24e9), '1.2 GB'],
    [f.day(1383733840), '6 Nov 2013'],
    [f.isoDay('2013-10-16'), '16 Oct 2013'],
    [f.isoDay('yesterday'), 'yesterday'],
    [f.dateField(0), '1970-01-01'],
  ])('%s', (shown, expected) => expect(shown).toBe(expected));

  test('measures between 0 and 1 go without the leading zero, errors keep it', () => {
    expect(f.metricFigure('ndcg@10', 0.08812)).toBe('.0881');
    expect(f.metricFigure('ndcg@10', 1)).toBe('1.0000');
    expect(f.metricFigure('rmse', 0.8413)).toBe('0.8413');
    expect(f.metricDifference('ndcg@10', 0.0123)).toBe('+.0123');
    expect(f.metricDifference('ndcg@10', -0.003)).toBe('−.0030');
    expect(f.metricDifference('ndcg@10', 0.00001)).toBe('.0000');
    expect(f.metricName('ndcg@10')).toBe('NDCG@10');
    expect(f.metricName('recall-capped@5')).toBe('Recall-capped@5');
    expect(f.higherIsBetter('rmse')).toBe(false);
    expect(f.higherIsBetter('mrr@10')).toBe(true);
  });

  test('date fields hold days in UTC', () => {
    expect(f.fromDateField('2013-11-06')).toBe(1383696000);
    expect(f.fromDateField('')).toBeNull();
  });
});
