import type { Words } from '..';

export const reports: Words['reports'] = {
  menu: '报告',
  viewAs: (format) => `将此视图存为 ${format}`,
  scorecard: '中心月度评分…',
  week: '一周变化…',
  scorecardTitle: '一页看一个中心的一个月',
  weekTitle: '一周内发生的变化',
  center: '中心',
  month: '月份',
  weekOf: '周起始',
  format: '格式',
  cancel: '取消',
  save: '保存报告',
  saved: (path) => `已保存：${path}`,
  notSaved: '未保存',
  noCenters: '还没有中心：请在“中心”中添加。',
};
