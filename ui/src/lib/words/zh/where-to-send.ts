import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const whereToSend: Words['whereToSend'] = {
  title: '送往何处',
  whatIf: '假设',
  model: '型号',
  anyModel: '输入型号',
  component: '寄送内容',
  warranty: '保修',
  level: '维修',
  from: '寄出地',
  anySite: '美国任意站点',
  quantity: '数量',
  day: '寄出日期',
  noModel: '选择型号后，将计入算力损失。',
  units: (count) => counted(count, '台'),
  forRma: (number) => `用于 ${number}`,
  forTicket: (number, serial) => (serial === null ? `用于 ${number}` : `用于 ${number}，${serial}`),
  filedTo: (center) => `已提交至 ${center}`,
  backToRma: '返回 RMA',
  backToTicket: '返回工单',
  askWhatIf: '改为假设提问',
  looking: '正在查找',
  notFound: '未找到地址所指的内容',
  noSuch: (what) => `没有编号为 ${what} 的 RMA 或工单。请从列表中打开，或改为假设提问。`,
  chose: (center, what) => `${what} 送往 ${center}`,
  notChosen: '未能设置维修中心',
};
