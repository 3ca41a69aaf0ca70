import { showDay } from '$lib/format/dates';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { spoken, type CannotTakes, type CellTroubles, type DateProblems, type MacProblems, type SerialProblems, type Unlikes } from '../told';
import { takeIn } from './take-in';
import { trade } from './trade';

const days = (n: number): string => counted(n, '天');
const listed = (names: readonly string[], more: number): string => (more === 0 ? names.join('、') : `${names.join('、')} 等，另有 ${more} 个`);

const serial: SerialProblems = {
  missing: '没有序列号；请输入或扫描标签上的序列号',
  placeholder: ({ typed }) => `“${typed}”表示“无序列号”；请输入或扫描标签上的序列号`,
  scientific_notation: ({ typed }) => `“${typed}”是被电子表格变成数字的序列号，已丢失数位；请将该列设为文本，并从来源重新粘贴`,
  digits_lost: ({ typed }) => `“${typed}”的位数超过电子表格数字所能保存的，末尾几位不可信；请将该列设为文本，并从来源重新粘贴`,
  spreadsheet_error: ({ typed }) => `“${typed}”是电子表格的错误，不是序列号；请修正公式或粘贴序列号`,
  several_serials: ({ typed }) => `“${typed}”含有多个序列号；请每行一个`,
  too_long: ({ length }) => `${length} 个字符对序列号来说太长；已知标签最多 33 个`,
  unreadable: ({ character, position }) => `第 ${position} 个字符（${character}）不能是序列号的一部分；应为字母和数字`,
};
const mac: MacProblems = {
  missing: '没有 MAC 地址',
  scientific_notation: ({ typed }) => `“${typed}”是被电子表格变成数字的 MAC 地址；请将该列设为文本后重新粘贴`,
  malformed: ({ typed }) => `“${typed}”不是 MAC 地址：应为 12 位十六进制数，如 02:42:AC:11:00:02`,
};
const date: DateProblems = {
  not_a_date: ({ typed }) => `“${typed}”不是日期；请写成 2025-04-03`,
  ambiguous: ({ typed }) => `“${typed}”可理解为两个日期；请写成 2025-04-03，或说明顺序`,
  out_of_range: ({ typed }) => `“${typed}”不在 2009 至 2099 年之间`,
};
const cell: CellTroubles = {
  serial: ({ why }) => spoken(serial, why.problem, why),
  mac: ({ why }) => spoken(mac, why.problem, why),
  date: ({ why }) => spoken(date, why.problem, why),
  part: ({ typed }) => `“${typed}”不是设备种类；应为矿机、算力板、控制板或电源`,
  too_long: ({ characters }) => `${characters} 个字符；保留了前 2000 个`,
};
const unlike: Unlikes = {
  characters: ({ at }) => at.map(([position, here, there]) => `第 ${position} 个字符此处为 ${here}，彼处为 ${there}`).join('、'),
  swapped: ({ position }) => `第 ${position} 和第 ${position + 1} 个字符互换`,
  one_more: ({ position, character }) => `多出第 ${position} 个字符（${character}）`,
  one_less: ({ position, character }) => `缺少第 ${position} 个字符（${character}）`,
};
const warranty: Words['verdicts']['warranty'] = {
  on_repair: ({ days: n, maker, sent_back, until }) => `在${maker ?? '其维修中心'}的维修保修 ${days(n)}内返回：${showDay(sent_back)} 寄回，保修至 ${showDay(until)}`,
  doa_window: ({ maker, days: n, dispatched, until }) => `在${maker ?? '厂家'}的到货即损期限 ${days(n)}内：${showDay(dispatched)} 发货，须在 ${showDay(until)} 前申报`,
  until: ({ until }) => `保修至 ${showDay(until)}`,
  ended: ({ on }) => `保修已于 ${showDay(on)} 结束`,
  inside: ({ maker, days: n, dispatched, until }) => `${maker ?? '厂家'}公布 ${days(n)}：${showDay(dispatched)} 发货，至 ${showDay(until)}`,
  outside: ({ maker, days: n, dispatched }) => `${maker ?? '厂家'}公布 ${days(n)}，而它于 ${showDay(dispatched)} 发货`,
  no_length: ({ maker }) => `${maker ?? '厂家'}未公布保修期限`,
  no_date: ({ days: n }) => `没有日期；公布的期限为 ${days(n)}`,
  nothing_known: '没有日期，也没有公布的期限',
  from_log: ({ file, case: name }) => `来自日志 ${file}，案例 ${name}`,
};
const cannot: CannotTakes = {
  spoilt: ({ why }) => spoken(serial, why.problem, why),
  same_as_row: ({ row }) => `与第 ${row} 行是同一台设备；若是另一台，请修正序列号`,
  on_open_ticket: ({ number }) => `设备在未结工单 ${number} 上；须先关闭或取消该工单`,
  needs_serial: 'RMA 需要标签上的序列号；请输入或扫描',
};

/** What other sentences are made of. */
export const troubles = { serial, mac, date, cell, unlike, cannot };

export const verdicts: Words['verdicts'] = {
  warranty,
  said: {
    spoilt: ({ why }) => spoken(serial, why.problem, why),
    only_mac: ({ why }) => `${spoken(serial, why.problem, why)}；只能以 MAC 识别，仅在标签丢失时才这样接收`,
    on_open_ticket: ({ number, stage, files }) => (files ? `已在未结工单 ${number}（${trade.stages[stage]}）上；该工单关闭或取消前不能再次提交` : `在未结工单 ${number}（${trade.stages[stage]}）上`),
    same_as_row: ({ row }) => `与第 ${row} 行序列号相同，以该行为准；若属另一台设备，请修正此行`,
    looks_like: ({ of, row, how }) => `与${row === null ? '机群中' : `第 ${row} 行`}的 ${of} 形似：${spoken(unlike, how.kind, how)}；请看标签，再修正或按原样接收`,
    second_return: ({ number, why }) => `${number} 的二次返修：${spoken(warranty, why.kind, why)}；请按维修保修申报`,
    no_such_model: '目录中没有此型号',
    model_may_be: ({ written, names, more }) => `“${written}”可能是 ${listed(names, more)}；请选择一个`,
    model_unknown: ({ written, nearest, more }) => (nearest.length > 0 ? `目录中没有型号“${written}”；相近的有：${listed(nearest, more)}。不选则按所写名称接收` : `目录中没有型号“${written}”；请选择或添加，否则按所写名称接收`),
    no_such_customer: ({ name }) => `没有客户“${name}”；请在设置中添加，或为整个列表选择一个`,
    no_such_site: ({ name }) => `该客户没有场地“${name}”；请在设置中添加，或为整个列表选择一个`,
    no_slot: ({ parent }) => `据称装在${parent ?? '一台矿机'}中，但未说明位置；应有槽位如 HB0，没有则不记入矿机`,
    cell: ({ field, trouble }) => `${takeIn.fields[field] ?? field}：${spoken(cell, trouble.kind, trouble)}；设备不带此项接收`,
    known: ({ code, adds }) => (adds ? `机群中为 ${code}；此行的新内容会补充进去` : `机群中为 ${code}，此行没有新内容`),
    new: ({ strange }) => (strange ? '尚不在机群中；其序列号格式未知' : '尚不在机群中'),
  },
};
