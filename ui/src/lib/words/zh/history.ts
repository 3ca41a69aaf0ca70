import { showDay } from '$lib/format/dates';
import { money } from '$lib/format/money';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { fleet } from './fleet';
import { trade } from './trade';

export const history: Words['history'] = {
  lines: {
    ticket_opened: ({ number }) => `已建工单 ${number}`,
    ticket_removed: ({ number }) => `${number} 已移出草稿`,
    ticket_changed: '详细信息已更改',
    ticket_assigned: '已设置客户或场地',
    ticket_regrouped: '已移到另一个 RMA',
    ticket_moved: ({ from, to, attempt, reason }) => `${trade.stages[from]} → ${trade.stages[to]}${attempt > 1 ? `，第 ${attempt} 次` : ''}${reason === null ? '' : `：${reason}`}`,
    ticket_move_undone: ({ from, to }) => `${trade.stages[from]} → ${trade.stages[to]}：已撤销`,
    ticket_held: ({ reason, holder, note }) => `挂起：${trade.holds[reason].label}。计时归属：${trade.holders[holder]}。${note}`,
    ticket_released: '已解除挂起',
    ticket_hold_undone: '挂起已撤销',
    ticket_release_undone: '解除已撤销；重新挂起',
    ticket_approved: ({ by, cents }) => (cents === null ? `${by} 已批准` : `${by} 已批准 ${money(cents)}`),
    ticket_approval_undone: '批准已撤销',
    ticket_disposed: ({ disposition }) => (disposition === null ? '处理结果已清除' : `处理结果：${trade.dispositions[disposition]}`),
    ticket_tested: ({ passed, test, minutes, rig }) => `测试${passed ? '通过' : '未通过'}：${trade.tests[test]}，${minutes} 分钟，${rig}`,
    ticket_test_undone: '测试记录已撤销',
    ticket_packed: ({ carrier, tracking }) => `已打包：${carrier} ${tracking}`,
    ticket_packing_undone: '包裹记录已撤销',
    ticket_noted: ({ text }) => text,
    ticket_promised: ({ likely, cautious }) => `承诺：大概率 ${showDay(likely)}，80 % 在 ${showDay(cautious)} 前`,
    ticket_promise_withdrawn: '承诺已撤回',
    device_added: ({ number, serial }) => (serial === null ? `已添加设备 ${number}，无序列号` : `已添加设备 ${serial}，编号 ${number}`),
    device_removed: ({ number }) => `设备 ${number} 已移除`,
    device_changed: '设备信息已更改',
    device_claimed: ({ identifier, normal }) => `标识为 ${normal}（${fleet.identifierKinds[identifier]}）`,
    device_claim_ended: ({ identifier, normal }) => `不再标识为 ${normal}（${fleet.identifierKinds[identifier]}）`,
    device_installed: ({ slot }) => `板卡装入槽位 ${slot}`,
    device_uninstalled: ({ slot }) => `板卡从槽位 ${slot} 取出`,
    device_install_undone: ({ slot }) => `槽位 ${slot} 的装入记录已撤销`,
    device_uninstall_undone: ({ slot }) => `槽位 ${slot} 的取出记录已撤销`,
    device_imported: ({ file_name, added, changed }) => `已导入 ${file_name}：新增 ${added}，更改 ${changed}`,
    rma_drafted: ({ number }) => `${number} 已开始`,
    rma_changed: '送修单已更改',
    rma_submitted: ({ days }) => (days === null ? '已提交' : `已提交，承诺 ${days[0]} 至 ${counted(days[1], '天')}`),
    rma_submission_undone: '提交已撤销',
    rma_discarded: ({ number }) => `草稿 ${number} 已丢弃`,
  },
  set: (parts) => `已设置：${parts}`,
  parts: {
    symptom: ({ text }) => `故障现象 ${text}`,
    warranty: ({ class: of }) => `保修 ${trade.warranty[of]}`,
    level: ({ level }) => `维修级别 ${trade.levels[level] ?? level}`,
    assignee: ({ name }) => (name === null ? '未指派' : `指派给 ${name}`),
    due: ({ day }) => (day === null ? '无截止日' : `截止 ${showDay(day)}`),
    center: '维修中心',
    quote: '报价',
    box: ({ label }) => (label === null ? '无箱号' : `箱号 ${label}`),
  },
};
