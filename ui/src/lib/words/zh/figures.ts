import type { Words } from '..';

export const figures: Words['figures'] = {
  notRead: '无法读取指标',
  showAll: (count) => `显示全部 ${count} 项`,
  showFewer: '收起',
  none: '暂无',
  period: '时段',
  periods: { 30: '最近 30 天', 90: '最近 90 天', 365: '最近 365 天', own: '自选日期' },
  from: '从',
  to: '到',
};
