import { describe, expect, it } from 'vitest';
import { guessDecimal, guessTime, readNumber, readTime } from './values.ts';

describe('numbers', () => {
  it.each([
    ['4', 4],
    [' -2.5 ', -2.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1_000', 1000],
    ['0.1', Math.fround(0.1)],
  ])('%j is a number', (text, value) => expect(readNumber(text, '.')).toBe(value));

  it.each(['', ' ', 'abc', 'NaN', 'Infinity', '1e999', '1e39', '0x10', '1,5', '1 000', '--1', '1.2.3', '1e', '_1'])(
    '%j is none',
    (text) => expect(readNumber(text, '.')).toBeNull(),
  );

  it('reads a decimal comma where it was chosen, and then no point', () => {
    expect(readNumber('3,5', ',')).toBe(3.5);
    expect(readNumber('3.5', ',')).toBeNull();
    expect(readNumber('1,000,5', ',')).toBeNull();
    expect(guessDecimal(['3', '3,5'])).toBe(',');
    expect(guessDecimal(['3', '3.5', '3,5'])).toBe('.');
  });
});

describe('times', () => {
  it.each([
    ['1381945744', 'seconds', 1381945744],
    ['1381945744.25', 'seconds', 1381945744.25],
    ['9.78e8', 'seconds', 978000000],
    ['1381945744123', 'milliseconds', 1381945744.123],
    ['2013-10-16', 'iso', 1381881600],
    ['2013-10-16 17:49:04', 'iso', 1381945744],
    ['2013-10-16T17:49:04Z', 'iso', 1381945744],
    ['2013-10-16T19:49:04.5+02:00', 'iso', 1381945744.5],
    ['16/10/2013 17:49', 'day-first', 1381945740],
    ['16.10.2013', 'day-first', 1381881600],
    ['10/16/2013 5:49:04 PM', 'month-first', 1381945744],
    ['10 16, 2013', 'month-first', 1381881600], // Amazon's reviewTime
    ['12/1/2010 8:26', 'month-first', 1291191960],
    ['2013-10-6 7:4', 'iso', 1381043040],
    ['1000-01-01', 'iso', -30610224000],
  ] as const)('%j as %s', (text, format, seconds) => expect(readTime(text, format)).toBe(seconds));

  it.each([
    ['2013-02-30', 'iso'],
    ['2013-13-01', 'iso'],
    ['2013-10-16 25:00', 'iso'],
    ['30/02/2013', 'day-first'],
    ['10/16/2013', 'day-first'],
    ['13:00', 'iso'],
    ['0999-12-31', 'iso'],
    ['1e300', 'seconds'],
    ['', 'seconds'],
    ['13/1/2013 13:00 PM', 'day-first'],
  ] as const)('%j is no time as %s', (text, format) => expect(readTime(text, format)).toBeNull());

  it('finds the format out', () => {
    expect(guessTime(['1381945744', '1382400295'])?.format).toBe('seconds');
    expect(guessTime(['1381945744000', '1382400295000'])?.format).toBe('milliseconds');
    expect(guessTime(['2013-10-16'])?.format).toBe('iso');
    expect(guessTime(['5', '4', '3'])).toBeNull();
    expect(guessTime(['', ''])).toBeNull();
  });

  it('tells day first from month first, by what can be read and else by what spans less time', () => {
    expect(guessTime(['1/2/2011', '13/2/2011'])).toEqual({ format: 'day-first', ambiguous: false });
    expect(guessTime(['1/2/2011', '2/13/2011'])).toEqual({ format: 'month-first', ambiguous: false });
    expect(guessTime(['12/1/2010 8:26', '12/2/2010 9:00', '12/3/2010 9:00'])).toEqual({
      format: 'month-first',
      ambiguous: true,
    });
    expect(guessTime(['1/12/2010', '2/12/2010'])).toEqual({ format: 'day-first', ambiguous: true });
  });
});
