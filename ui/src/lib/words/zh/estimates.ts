import type { CustomsLane } from '$lib/api/bindings.gen';
import { countryName } from '$lib/format/country';
import { showDay } from '$lib/format/dates';
import { amount, money } from '$lib/format/money';
import { counted } from '$lib/format/plural';
import { quantity, share } from '$lib/format/quantity';
import type { Words } from '..';
import { spoken } from '../told';
import { settings } from './settings';
import { trade } from './trade';

const days = (n: number): string => counted(n, '天');
const dollars = (usd: number | null): string => money(Math.round((usd ?? 0) * 100));
const units = {
  miner: (n: number) => counted(n, '台矿机'),
  hashboard: (n: number) => counted(n, '块算力板'),
  control_board: (n: number) => counted(n, '块控制板'),
  psu: (n: number) => counted(n, '个电源'),
};
const kind = { miner: '矿机', hashboard: '算力板', control_board: '控制板', psu: '电源' };
const work = (level: number): string => (level === 1 ? '更换件' : level === 2 ? '板级维修' : '芯片级维修');
const covered = { in_warranty: '保修期内', out_of_warranty: '保修期外', doa: '到货即损', second_return: '在维修保修期内返回' };
const lane = ({ from, to, maker }: CustomsLane): string => `${countryName(from)} → ${countryName(to)}${maker === null ? '' : `，${maker}`}`;
const differ = (n: number, of: number, taken: string): string => `${counted(of, '台设备')}中有 ${n} 台不同；全部按“${taken}”估计`;
const prior = (stage: string, segment: string, site: string): string => `${settings.stageOf[stage] ?? stage}（${settings.segmentOf[segment] ?? segment}，${settings.whereOf[site] ?? site}）`;

const whyNot: Words['estimates']['whyNot'] = {
  retired: ({ on }) => `已于 ${showDay(on)} 停用`,
  other_makers: ({ makers, maker }) => `只维修 ${makers.join('、')}，不维修 ${maker}`,
  not_this_component: ({ component }) => `不接收${kind[component]}`,
  not_this_level: ({ level }) => `不做${work(level)}`,
  no_maker_warranty: '不按厂家保修维修',
  no_repair_warranty: '不知道它对自己的维修是否保修',
  on_its_way: ({ center }) => (center === null ? '设备已在往返另一中心的途中' : `设备已在往返 ${center} 的途中`),
  no_lane: ({ country, on }) => `${showDay(on)} 没有从${countryName(country)}出发的线路；请为该中心添加`,
  no_lane_to: ({ country, center }) => `没有从${countryName(country)}到 ${center} 的线路；请为该中心添加`,
  no_center_chosen: '尚未选择中心',
  no_units_away: ({ number }) => `${number} 没有在外的设备`,
  nothing_to_estimate: ({ number, stage }) => `没有可估计的；${number} 的阶段：${trade.stages[stage]}`,
  not_compared: '该中心未参与比较',
  other: ({ text }) => text,
};

export const estimates: Words['estimates'] = {
  whyNot,
  subject: ({ number, quantity: n, component, model, level, warranty, site }) =>
    `${number === null ? '' : `${number}：`}${units[component](n)}${model === null ? '' : `（${model}）`}，${work(level)}，${covered[warranty]}，来自 ${site ?? '美国'}`,
  breakEven: {
    gap: ({ side, usd }) => `${side === 'us' ? '美国中心' : '海外'}的报价须每台低 ${dollars(usd)} 以上才划算。`,
    only_us: '只有美国中心可选，因此与海外没有盈亏平衡点。',
    only_overseas: '只有海外中心可选，因此与美国没有盈亏平衡点。',
    no_center: '没有可选的中心。',
  },
  between: (center, against) => `${center} 对比 ${against}`,
  basis: ({ blended, finished_tickets: finished, open_tickets: open, edited, from_demo: demo }) => {
    const published = `公布的数据${edited === 0 ? '' : `（其中 ${edited} 项由您设定）`}`;
    if (!blended) return `${published}，自有工单 ${finished + open} 张`;
    if (finished + open === 0) return `其他中心的${demo ? '虚构工单' : '您的工单'}和${published}，该中心自有工单 0 张`;
    return `该中心${demo ? '虚构' : '您的'}工单（完成 ${quantity(finished)}，未完成 ${quantity(open)}）和${published}`;
  },
  fee: {
    your_quote: ({ usd }) => `每台 ${dollars(usd)}，按您的报价`,
    repair_warranty: '由维修保修承担',
    maker_pays: '由厂家承担',
    listed: ({ amount: fee, currency, rate, of_one_board, source }) =>
      `${amount((fee ?? 0) * 100, currency)}${rate === null ? '' : `，汇率 ${dollars(rate[0])}（${rate[1]}）`}${of_one_board ? '；为单块算力板价格，整机没有标价' : ''}；${source}`,
    unknown: '维修费未知；请输入中心的报价',
    no_exchange_rate: ({ amount: fee, currency }) => `维修费为 ${amount((fee ?? 0) * 100, currency)}，但没有汇率；请在设置中添加`,
  },
  assumedPrice: '您的假设',
  noPrice: '算力价格未知',
  remarks: {
    other_components: ({ units: n, of, component }) => differ(n, of, kind[component]),
    other_levels: ({ units: n, of, level }) => differ(n, of, work(level)),
    other_warranties: ({ units: n, of, warranty }) => differ(n, of, covered[warranty]),
    no_hashrate: ({ units: n, of }) => `${counted(of, '台设备')}中有 ${n} 台没有算力数据；其算力损失未计入。设置型号的算力即可计入。`,
    whole_miner_still: '没有控制板或电源，整台矿机停机，按整机计。',
    no_site: '未指定场地；假定为美国中部时间的场地。',
    no_center_set: '工单未设中心，因此已过的时间未计入。',
    further_on: ({ units: n, of, stage }) => `${counted(of, '台设备')}中有 ${n} 台进度更快；范围以最后一台为准，它仍在：${trade.stages[stage]}`,
    old_hashprice: ({ from }) => `最新的算力价格是 ${showDay(from)} 的；设置今天的价格可使等待成本更准。`,
    no_hashprice: '当天没有算力价格；算力损失按零计。',
    some_without_fee: ({ centers, of }) => `${counted(of, '个中心')}中有 ${centers} 个维修费未知，不计入最便宜之列。请输入其报价。`,
    none_with_fee: '维修费均未知；比较的是运费、关税和等待成本。',
    batch_waits: '假定每台设备都等同批最后一台；超过 400 天的等待按 400 天计。',
    maker_unknown: ({ makers }) => `只维修 ${makers.join('、')}；设备的厂家未知。`,
    sea_damp: '有些中心因受潮拒收海运件。',
    chosen_though: ({ why }): string => spoken(whyNot, why.kind, why),
    duty_not_in_tables: ({ country }) => `进入${countryName(country)}的关税不在表中，未计入。`,
    no_duty_rate: ({ country }) => `没有${countryName(country)}的关税税率；关税未计入。`,
    duty_undeclared: '关税按厂家申报的维修价值计，该价值未知；未计入。',
    duty_without_fee: '关税按维修费的比例计，维修费未知；未计入。',
    fee_left_out: '合计不含维修费：维修费未知。',
    on_time: ({ by, chance }) => `${share(chance ?? 0)} 的情形在 ${showDay(by)} 前返回。`,
    no_holidays: ({ country }) => `没有${countryName(country)}的假日数据；只扣除周末。`,
    holidays_end: ({ country, until }) => `${countryName(country)}的假日数据到 ${showDay(until)} 为止；之后只扣除周末。`,
    make_up_days_end: ({ country, until }) => `${countryName(country)}的调休上班日公布到 ${showDay(until)} 为止。`,
    prior_borrowed: ({ stage, segment, site, from_stage, from_segment, from_site }) => `没有公布的数据：${prior(stage, segment, site)}；改用：${prior(from_stage, from_segment, from_site)}`,
    capacity_assumed: ({ center, units: n }) => `无人说明 ${center} 一次能接多少台；假定 ${quantity(n)} 台。`,
    rework_capped: ({ percent, stages }) => `${share((percent ?? 0) / 100)} 的路径在返工 ${counted(stages, '个阶段')}后截断。`,
    hold_released: '假定的扣留在估计日期之前已解除；未计入。',
  },

  clock: { business: '工作日', calendar: '天' },
  against: (factor) => (factor >= 1.05 ? `比公布的慢，为 ${quantity(factor)} 倍` : factor >= 0.95 ? '与公布的一样快' : `比公布的快 ${quantity(1 / Math.max(factor, 0.01))} 倍`),
  alike: (shared) => `相同：${shared}`,
  alikeIn: { center: '中心', maker: '厂家', model: '型号', component: '部件', level: '级别', warranty: '保修', fault: '故障' },
  customs: {
    assumed: ({ lane: on, until }) => `您假定 ${lane(on)} 扣留到 ${showDay(until)}。`,
    seen: ({ lane: on, chance }) => {
      const p = chance ?? 0;
      return `${lane(on)}${p >= 0.5 ? '很可能有扣留' : p >= 0.1 ? '可能有扣留' : '未见扣留'}：100 次中 ${Math.round(p * 100)} 次，据您自己的货运。扣留可能要晚两到四周才看得出。`;
    },
    unseen: ({ lane: on }) => `您还没有货物经 ${lane(on)} 返回，扣留按公布的频率计。`,
  },
  wouldChange: {
    no_hold: ({ days: n }) => `没有海关扣留，95% 的日期会早 ${days(n)}。`,
    through: ({ stage, days: n }) => `如果“${trade.stages[stage]}”现在已过，大概率日期会早 ${days(n)}。`,
    yes_at_once: ({ days: n }) => `立即同意报价可省约 ${days(n)}。`,
    as_published: ({ stage, days: n }) => `“${trade.stages[stage]}”若与公布的一样快，可省约 ${days(n)}。`,
  },
  by: {
    published: '各阶段公布的时间首尾相接，返工和海关扣留按通常频率计。',
    batch: '各阶段首尾相接，依据您的工单和公布的数据。一批以最后一台返回为准，因此不用单张工单的总时间。',
    stages: '各阶段首尾相接，依据您的工单和公布的数据。',
    whole: '过去处于同一位置的工单的总时间。',
    half: '一半为各阶段首尾相接，一半为过去处于同一位置的工单的总时间。',
  },
  method: ({ tried_on, stretched_percent: by }) => [
    tried_on === null ? '' : `在 ${counted(tried_on, '张过去的工单')}上试过的方法中，此法预测最准。`,
    by === null ? '' : `为使总和一致，各阶段显示得${by > 0 ? '长' : '短'} ${share(Math.abs(by) / 100)}。`,
  ],
  recalibration: {
    unjudged: '未按过去的估计调整。',
    mended: ({ came, scattered_percent: by }) =>
      `过去的工单${[...(came === null ? [] : [`比预测${came === 'later' ? '晚' : '早'}返回`]), ...(by === null ? [] : [`分散程度比预测${by > 0 ? '大' : '小'} ${share(Math.abs(by) / 100)}`])].join('，')}；此范围已据此修正。`,
    too_few: ({ needed, made }) => `未调整：需要 ${needed} 次过去的估计才能学习，目前只能作出 ${made} 次。`,
    fitting: '未调整：过去的估计与实际一样宽。',
  },
  caution: ({ region, back, needed }) => `没有公开的矿机维修日志，而您${region === 'us' ? '美国' : '海外'}的工单只返回了 ${back} 张：返回 ${needed} 张之前，此范围未经检验。`,
  learned: {
    nothing: () => '尚无自有工单：范围依据公布的数据。',
    waiting: ({ tickets }) => `正在从您的 ${counted(tickets, '张工单')}学习；在此之前范围依据公布的数据。`,
    behind: ({ newer_events }) => `估计比数据旧 ${counted(newer_events, '个事件')}：正在重新学习。`,
    current: ({ tickets, of, from_demo }) =>
      of <= tickets ? `学习自全部 ${quantity(tickets)} 张${from_demo ? '虚构' : '自有'}工单。` : `学习自 ${quantity(tickets)} 张${from_demo ? '虚构' : '自有'}工单，均匀抽自 ${quantity(of)} 张。`,
  },
};
