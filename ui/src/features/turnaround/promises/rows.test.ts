import { describe, expect, it } from 'vitest';
import type { Share } from '$lib/api/bindings.gen';
import { against, biasSaid, keptOf, verdict } from './rows';

const kept = (share: number, low: number, high: number): Share => ({ of: 120, hits: Math.round(share * 120), share, low, high });
const nothing: Share = { of: 0, hits: 0, share: null, low: null, high: null };

describe('how promises held', () => {
  it('is said with its interval and of how many', () => {
    expect(keptOf(kept(0.76, 0.68, 0.83))).toBe('76% (68%–83%) of 120');
    expect(keptOf(nothing)).toBe('none due');
  });

  it('is judged by the interval, not by the share', () => {
    expect(verdict(kept(0.76, 0.68, 0.83), 0.8)).toBe('within');
    expect(verdict(kept(0.6, 0.51, 0.69), 0.8)).toBe('under');
    expect(verdict(kept(0.93, 0.87, 0.96), 0.8)).toBe('over');
    expect(verdict(nothing, 0.8)).toBe('within');
  });

  it('says a bias of days and keeps quiet about none', () => {
    expect(biasSaid(2.4)).toBe('In the middle a unit came back 2 days after its P50 day.');
    expect(biasSaid(-1)).toBe('In the middle a unit came back 1 day before its P50 day.');
    expect(biasSaid(0.2)).toBeNull();
  });

  it('holds the desk’s loss against each baseline', () => {
    const scored = (who: 'desk' | 'published' | 'own_median', pinball_days: number) => ({ who, promises: 40, pinball_days, crps_days: null });
    const scores = [scored('desk', 3), scored('published', 6), scored('own_median', 2)];

    expect(scores.map((each) => against(scores, each))).toEqual([null, 'Hashmend loses 50% less', 'Hashmend loses 50% more']);
  });
});
