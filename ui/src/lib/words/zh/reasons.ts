import { showDay } from '$lib/format/dates';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { spoken } from '../told';
import { atBench } from './at-bench';
import { estimates } from './estimates';
import { people } from './people';
import { trade } from './trade';
import { troubles } from './verdicts';

const wait = (seconds: number): string => (seconds > 90 ? counted(Math.ceil(seconds / 60), '分钟') : counted(seconds, '秒'));

export const reasons: Words['reasons'] = {
  refused: {
    on_hold: '工单已挂起；请先解除挂起',
    back_needs_reason: '退回需要理由',
    filed_with_its_rma: '它随 RMA 一起提交；请提交该 RMA',
    no_customs_on_this_lane: '美国境内线路没有海关',
    no_transit_at_own_bench: '自有工位没有运输环节',
    not_covered: '维修费用未获保障：需要保修、客户批准，或在 RMA 费用上限内的报价',
    needs_disposition: '需要处理结果：维修如何结束',
    testing_first: '修好的设备须先经过测试',
    no_passed_test: '本次尝试没有通过的测试记录',
    needs_package: '需要包裹，含承运商和运单号',
    there_already: '已在该阶段',
    closed_for_good: '工单已关闭；再次送回的设备须建新工单',
    repair_has_begun: '维修开始后工单不能取消',
    only_submitted_is_rejected: '只有已提交的工单可以拒绝',
    goes_on_to: ({ from, next }) => `从“${trade.stages[from]}”可到：${next.map((stage) => trade.stages[stage]).join('、')}`,
    held_already: '已挂起；请先解除挂起',
    not_held: '未挂起',
    stage_is_not_held: ({ stage }) => `此阶段的工单不能挂起：${trade.stages[stage]}`,
    has_ended: ({ stage }) => `工单已结束：${trade.stages[stage]}`,
    tested_at_the_bench: ({ stage }) => `测试须在工位记录；工单阶段为：${trade.stages[stage]}`,
    repaired_at_the_bench: ({ stage }) => `维修须在工位记录；工单阶段为：${trade.stages[stage]}`,
    test_is_older_than_repair: '通过的测试早于最后一次维修操作；请重新测试',
    test_is_not_enough: ({ needed }) => `已通过的测试不足以放行此设备。需要：${trade.tests[needed]}`,
    test_too_short: ({ minutes, needed }) => `${minutes} 分钟的测试不算通过：模板要求 ${needed} 分钟`,
    check_not_passed: ({ measure, label, was_made }) => `有检查项${was_made ? '未通过' : '未做'}，测试不算通过：${label === '' ? atBench.measures[measure] : label}`,
    test_runs_already: '该设备已有测试在运行；请先结束',
    not_enough_stock: ({ part, place, there, wanted }) => `${place} 的 ${part} 不足：现有 ${there}，需要 ${wanted}`,
    others_stock: ({ part, owner }) => `此处的 ${part} 属于 ${owner}。请注明是谁同意用于其他客户的设备`,
    no_work_runs: '您没有正在进行的工作',
    works_on_it_already: '您已在此设备上做这项工作',
    no_bench_of_our_own: '本台没有自己的维修工位；请在“维修中心”中添加',
    quote_stands: ({ state }) => `报价状态不允许：${atBench.quoteStates[state]}`,
    quote_expired: ({ day }) => `报价有效期至 ${showDay(day)}；请建新版本`,
    nothing_changes: '没有变化',
    on_open_ticket: ({ number }) => `设备已在未结工单 ${number} 上`,
    filed_already: '已提交；请改为取消工单',
    no_open_ticket: '没有未结工单',
    in_another_rma: ({ number, rma }) => (rma === null ? `其未结工单 ${number} 不属于任何 RMA` : `其未结工单 ${number} 属于 ${rma}`),
    scanned_before: ({ n }) => `本次第 ${n} 次已扫描`,
    site_of_another_customer: ({ site }) => `${site} 属于另一位客户`,
    undone_already: '此操作已撤销',
    not_allowed: ({ who, role, right, held_by }) => `${who}（${people.roles[role]}）无权进行此操作：${people.rights[right]}。仅限：${held_by.map((holder) => people.roles[holder]).join('、')}`,
    not_signed_in: ({ right }) => `无人登录。请先登录：${people.rights[right]}`,
    wrong_pin: ({ name, seconds }) => (seconds === 0 ? `PIN 不正确：${name}` : `PIN 不正确：${name}；请在 ${wait(seconds)}后重试`),
    too_many_wrong_pins: ({ name, wrong, seconds }) => `${name} 连续 ${counted(wrong, '次')} PIN 错误；请在 ${wait(seconds)}后重试`,
    last_admin: '至少需要一名管理员；请先将他人设为管理员',
    first_must_be_admin: '第一个人必须是管理员',
    row_cannot_be_taken: ({ row, why }) => `第 ${row} 行不能接收：${spoken(troubles.cannot, why.kind, why)}`,
    no_estimate: ({ why }) => spoken(estimates.whyNot, why.kind, why),
    freeze_its_rma: '工单尚未提交；请固定其 RMA 的估计',
    promise_of_a_filing: '这是提交时的承诺，与提交同在',
  },
};
