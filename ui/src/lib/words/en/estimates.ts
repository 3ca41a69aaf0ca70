import type { Alike, Basis, Caution, CustomsLane, EstimatedBy, Learning, Method, Region, StageClock, Subject } from '$lib/api/bindings.gen';
import { countryName } from '$lib/format/country';
import { showDay } from '$lib/format/dates';
import { amount, money } from '$lib/format/money';
import { counted, plural } from '$lib/format/plural';
import { quantity, share } from '$lib/format/quantity';
import { spoken, type BreakEvens, type CustomsLines, type FeeNotes, type Recalibrations, type Remarks, type WhyNots, type WouldChanges } from '../told';
import { settings } from './settings';
import { trade } from './trade';

const days = (n: number): string => counted(n, 'day', 'days');
const dollars = (usd: number | null): string => money(Math.round((usd ?? 0) * 100));
const units = {
  miner: (n: number) => counted(n, 'miner', 'miners'),
  hashboard: (n: number) => counted(n, 'hashboard', 'hashboards'),
  control_board: (n: number) => counted(n, 'control board', 'control boards'),
  psu: (n: number) => counted(n, 'PSU', 'PSUs'),
};
const one = { miner: 'a miner', hashboard: 'a hashboard', control_board: 'a control board', psu: 'a PSU' };
const work = (level: number): string => (level === 1 ? 'swap work' : level === 2 ? 'board work' : 'chip work');
const covered = { in_warranty: 'in warranty', out_of_warranty: 'out of warranty', doa: 'dead on arrival', second_return: 'back inside the repair’s warranty' };
const lane = ({ from, to, maker }: CustomsLane): string => `${countryName(from)} to ${countryName(to)}${maker === null ? '' : `, ${maker}`}`;
const differ = (n: number, of: number, taken: string): string => `${n} of ${counted(of, 'unit', 'units')} ${plural(n, 'differs', 'differ')}; all are estimated as ${taken}`;
const prior = (stage: string, segment: string, site: string): string => `${settings.stageOf[stage] ?? stage} (${settings.segmentOf[segment] ?? segment}, ${settings.whereOf[site] ?? site})`;

const whyNot = {
  retired: ({ on }) => `Retired on ${showDay(on)}`,
  other_makers: ({ makers, maker }) => `It repairs ${makers.join(', ')}, not ${maker}`,
  not_this_component: ({ component }) => `It does not take ${one[component]}`,
  not_this_level: ({ level }) => `It does not do ${work(level)}`,
  no_maker_warranty: 'It does not repair under the maker’s warranty',
  no_repair_warranty: 'No warranty on its own repairs is known',
  on_its_way: ({ center }) => (center === null ? 'The unit is already on its way to or from another center' : `The unit is already on its way to or from ${center}`),
  no_lane: ({ country, on }) => `There is no lane from ${countryName(country)} on ${showDay(on)}; add one to the center`,
  no_lane_to: ({ country, center }) => `There is no lane from ${countryName(country)} to ${center}; add one to the center`,
  no_center_chosen: 'No center is chosen yet',
  no_units_away: ({ number }) => `${number} has no units away`,
  nothing_to_estimate: ({ number, stage }) => `There is nothing to estimate; ${number} stands at: ${trade.stages[stage]}`,
  not_compared: 'The center was not compared',
  other: ({ text }) => text,
} satisfies WhyNots;

/** What an estimate says in sentences. */
export const estimates = {
  whyNot,
  subject: ({ number, quantity: n, component, model, level, warranty, site }: Subject) =>
    `${number === null ? '' : `${number}: `}${units[component](n)}${model === null ? '' : ` (${model})`}, ${work(level)}, ${covered[warranty]}, from ${site ?? 'the US'}`,
  breakEven: {
    gap: ({ side, usd }) => `${side === 'us' ? 'A US center' : 'Overseas'} wins only if its quote is lower by more than ${dollars(usd)} per unit.`,
    only_us: 'Only US centers come into question, so there is no break-even with overseas.',
    only_overseas: 'Only overseas centers come into question, so there is no break-even with the US.',
    no_center: 'No center comes into question.',
  } satisfies BreakEvens,
  between: (center: string, against: string) => `${center} against ${against}`,
  basis: ({ blended, finished_tickets: finished, open_tickets: open, edited, from_demo: demo }: Basis) => {
    const published = `published priors${edited === 0 ? '' : ` (${edited} set by you)`}`;
    if (!blended) return `${published}, ${finished + open} own tickets`;
    if (finished + open === 0) return `${demo ? 'made-up tickets' : 'your tickets'} at other centers and ${published}, 0 own tickets there`;
    return `${quantity(finished)} finished and ${quantity(open)} open ${demo ? 'made-up tickets' : 'tickets of yours'} there, and ${published}`;
  },
  fee: {
    your_quote: ({ usd }) => `${dollars(usd)} a unit, your quote`,
    repair_warranty: 'Covered by the warranty on the repair',
    maker_pays: 'Covered: the maker pays',
    listed: ({ amount: fee, currency, rate, of_one_board, source }) =>
      `${amount((fee ?? 0) * 100, currency)}${rate === null ? '' : ` at ${dollars(rate[0])} (${rate[1]})`}${of_one_board ? '; of one hashboard, a whole miner has none listed' : ''}; ${source}`,
    unknown: 'No fee is known; type the center’s quote',
    no_exchange_rate: ({ amount: fee, currency }) => `The fee is ${amount((fee ?? 0) * 100, currency)}, and no exchange rate is known; add one in settings`,
  } satisfies FeeNotes,
  assumedPrice: 'Your assumption',
  noPrice: 'No hashprice is known',
  remarks: {
    other_components: ({ units: n, of, component }) => differ(n, of, one[component]),
    other_levels: ({ units: n, of, level }) => differ(n, of, work(level)),
    other_warranties: ({ units: n, of, warranty }) => differ(n, of, covered[warranty]),
    no_hashrate: ({ units: n, of }) => `No source gives the hashrate of ${n} of ${counted(of, 'unit', 'units')}; their lost hashing is left out. Set the model’s hashrate to count it.`,
    whole_miner_still: 'Without its control board or PSU the whole miner stands still, and is counted so.',
    no_site: 'No site is given; a US site in Central time is assumed.',
    no_center_set: 'No center is set on the ticket, so its time so far is not counted.',
    further_on: ({ units: n, of, stage }) => `${n} of ${counted(of, 'unit', 'units')} ${plural(n, 'is', 'are')} further on; the range is for the last, which is still at: ${trade.stages[stage]}`,
    old_hashprice: ({ from }) => `The newest hashprice is from ${showDay(from)}; set today’s for a truer cost of waiting.`,
    no_hashprice: 'No hashprice is known for that day; lost hashing counts nothing.',
    some_without_fee: ({ centers, of }) => `${centers} of ${counted(of, 'center', 'centers')} ${plural(centers, 'has', 'have')} no known fee and ${plural(centers, 'is', 'are')} not counted among the cheapest. Type the quotes.`,
    none_with_fee: 'No fee is known; the cost compared is freight, duty and waiting.',
    batch_waits: 'Every unit is taken to wait for the last one of its batch; waits beyond 400 days are counted as 400.',
    maker_unknown: ({ makers }) => `It repairs ${makers.join(', ')}; the units’ maker is not known.`,
    sea_damp: 'Some centers refuse sea freight for the damp.',
    chosen_though: ({ why }): string => spoken(whyNot, why.kind, why),
    duty_not_in_tables: ({ country }) => `Duty into ${countryName(country)} is not in the tables and is left out.`,
    no_duty_rate: ({ country }) => `No duty rate is known for ${countryName(country)}; duty is left out.`,
    duty_undeclared: 'Duty falls on the repair value the maker declares, which is not known; none is counted.',
    duty_without_fee: 'Duty is a share of the fee, which is not known; none is counted.',
    fee_left_out: 'The totals leave the repair fee out: none is known.',
    on_time: ({ by, chance }) => `Back by ${showDay(by)}: ${share(chance ?? 0)} of the time.`,
    no_holidays: ({ country }) => `No holidays are known for ${countryName(country)}; only weekends are counted off.`,
    holidays_end: ({ country, until }) => `Holidays are known for ${countryName(country)} to ${showDay(until)}; after that only weekends are counted off.`,
    make_up_days_end: ({ country, until }) => `The weekends worked to make up for holidays are published for ${countryName(country)} to ${showDay(until)}.`,
    prior_borrowed: ({ stage, segment, site, from_stage, from_segment, from_site }) => `Nothing is published for ${prior(stage, segment, site)}; used instead: ${prior(from_stage, from_segment, from_site)}`,
    capacity_assumed: ({ center, units: n }) => `Nobody has said how many units ${center} takes at once; ${quantity(n)} are assumed.`,
    rework_capped: ({ percent, stages }) => `${share((percent ?? 0) / 100)} of paths were cut off after ${counted(stages, 'stage', 'stages')} of rework.`,
    hold_released: 'The hold assumed is released before the estimate is dated; none is counted.',
  } satisfies Remarks,

  clock: { business: 'working days', calendar: 'days' } satisfies Record<StageClock, string>,
  against: (factor: number) =>
    factor >= 1.05 ? `${quantity(factor)} times slower than published` : factor >= 0.95 ? 'as fast as published' : `${quantity(1 / Math.max(factor, 0.01))} times faster than published`,
  alike: (shared: string) => `same ${shared}`,
  alikeIn: { center: 'center', maker: 'maker', model: 'model', component: 'component', level: 'level', warranty: 'warranty', fault: 'fault' } satisfies Record<Alike, string>,
  customs: {
    assumed: ({ lane: on, until }) => `You assume a hold on ${lane(on)} until ${showDay(until)}.`,
    seen: ({ lane: on, chance }) => {
      const p = chance ?? 0;
      return `${p >= 0.5 ? 'A hold is likely' : p >= 0.1 ? 'A hold is possible' : 'No hold is seen'} on ${lane(on)}: ${Math.round(p * 100)} in 100, by your own shipments. A hold may be seen two to four weeks late.`;
    },
    unseen: ({ lane: on }) => `None of your shipments has come back on ${lane(on)}, so holds are taken at their published frequency.`,
  } satisfies CustomsLines,
  wouldChange: {
    no_hold: ({ days: n }) => `Without a customs hold the day at 95% would be ${days(n)} earlier.`,
    through: ({ stage, days: n }) => `If it were through “${trade.stages[stage]}” now, the likely day would be ${days(n)} earlier.`,
    yes_at_once: ({ days: n }) => `Saying yes to the quote at once would save about ${days(n)}.`,
    as_published: ({ stage, days: n }) => `“${trade.stages[stage]}” as fast as published would save about ${days(n)}.`,
  } satisfies WouldChanges,
  by: {
    published: 'The stages’ published times laid end to end, with rework and customs holds at their usual frequency.',
    batch: 'The stages laid end to end, each as your tickets and the published figures have it. A batch is back with its last unit, so the whole time of single tickets is left out.',
    stages: 'The stages laid end to end, each as your tickets and the published figures have it.',
    whole: 'The whole time of past tickets that stood where this one stands.',
    half: 'Half the stages laid end to end, half the whole time of past tickets that stood where this one stands.',
  } satisfies Record<EstimatedBy, string>,
  method: ({ tried_on, stretched_percent: by }: Omit<Method, 'by'>) =>
    [
      tried_on === null ? '' : `Of the ways tried on ${counted(tried_on, 'past ticket', 'past tickets')}, this foretold them best.`,
      by === null ? '' : `The stages are shown ${share(Math.abs(by) / 100)} ${by > 0 ? 'longer' : 'shorter'}, so that they add up to it.`,
    ],
  recalibration: {
    unjudged: 'Not adjusted by past estimates.',
    mended: ({ came, scattered_percent: by }) =>
      `Past tickets ${[...(came === null ? [] : [`came ${came} than foretold`]), ...(by === null ? [] : [`scattered ${share(Math.abs(by) / 100)} ${by > 0 ? 'more' : 'less'} than foretold`])].join(' and ')}; this range is mended by that.`,
    too_few: ({ needed, made }) => `Not adjusted: it takes ${needed} past estimates to learn from, and ${made} could be made.`,
    fitting: 'Not adjusted: past estimates were as wide as what came of them.',
  } satisfies Recalibrations,
  caution: ({ region, back, needed }: Caution) =>
    `No log of miner repairs is public, and only ${back} of your ${({ us: 'US', overseas: 'overseas' } satisfies Record<Region, string>)[region]} tickets ${plural(back, 'is', 'are')} back: until ${needed} are, the range is untested.`,
  learned: {
    nothing: () => 'No tickets of your own yet: the ranges rest on published figures.',
    waiting: ({ tickets }) => `Learning from your ${counted(tickets, 'ticket', 'tickets')}; until then the ranges rest on published figures.`,
    behind: ({ newer_events }) => `The estimate is older than the data by ${counted(newer_events, 'event', 'events')}: learning again.`,
    current: ({ tickets, of, from_demo }) =>
      of <= tickets
        ? `Learned from all ${quantity(tickets)} ${from_demo ? 'made-up' : 'own'} ${plural(tickets, 'ticket', 'tickets')}.`
        : `Learned from ${quantity(tickets)} ${from_demo ? 'made-up' : 'own'} tickets, an even sample of ${quantity(of)}.`,
  } satisfies Record<Learning['state'], (it: Learning) => string>,
};
