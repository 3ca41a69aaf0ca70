import { describe, expect, it } from 'vitest';
import { fileName, mondaysBefore, monthsBefore, scorecard, viewReport, weekReport } from './ask';

describe('what a report is asked of', () => {
  it('is the view in sight with its filter, and the usual days of money', () => {
    expect(viewReport('promises', { region: 'us' }, '2026-11-22')).toMatchObject({ kind: 'view', view: 'promise', only: { region: 'us' }, to: '2026-11-22', from: '2026-08-25' });
  });

  it('offers the months back over a year’s end', () => {
    expect(monthsBefore('2026-02-14', 3)).toEqual(['2026-02-01', '2026-01-01', '2025-12-01']);
  });

  it('offers weeks by their Mondays, also on a Sunday and a Monday', () => {
    expect(mondaysBefore('2026-11-22', 2)).toEqual(['2026-11-16', '2026-11-09']);
    expect(mondaysBefore('2026-11-23', 1)).toEqual(['2026-11-23']);
  });

  it('is saved under a name any file system takes', () => {
    expect(fileName(scorecard('c', '2026-10-01'), 'Zeus: BTC / 香港', 'pdf')).toBe('zeus-btc-香港-2026-10.pdf');
    expect(fileName(weekReport('2026-11-16'), 'What changed', 'xlsx')).toBe('what-changed-2026-11-16.xlsx');
  });
});
