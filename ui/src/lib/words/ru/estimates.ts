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

const days = (n: number): string => counted(n, 'день', 'дня', 'дней');
const dollars = (usd: number | null): string => money(Math.round((usd ?? 0) * 100));
const units = {
  miner: (n: number) => counted(n, 'майнер', 'майнера', 'майнеров'),
  hashboard: (n: number) => counted(n, 'хешплата', 'хешплаты', 'хешплат'),
  control_board: (n: number) => counted(n, 'плата управления', 'платы управления', 'плат управления'),
  psu: (n: number) => counted(n, 'блок питания', 'блока питания', 'блоков питания'),
};
const kind = { miner: 'майнеры', hashboard: 'хешплаты', control_board: 'платы управления', psu: 'блоки питания' };
const work = (level: number): string => (level === 1 ? 'замена' : level === 2 ? 'ремонт платы' : 'ремонт на уровне чипа');
const covered = { in_warranty: 'на гарантии', out_of_warranty: 'вне гарантии', doa: 'неисправно при получении', second_return: 'возврат в пределах гарантии на ремонт' };
const lane = ({ from, to, maker }: CustomsLane): string => `${countryName(from)} → ${countryName(to)}${maker === null ? '' : `, ${maker}`}`;
const differ = (n: number, of: number, taken: string): string => `Отличаются ${n} из ${counted(of, 'устройства', 'устройств', 'устройств')}; все оценены как: ${taken}`;
const prior = (stage: string, segment: string, site: string): string => `${settings.stageOf[stage] ?? stage} (${settings.segmentOf[segment] ?? segment}, ${settings.whereOf[site] ?? site})`;

const whyNot: Words['estimates']['whyNot'] = {
  retired: ({ on }) => `Не работает с ${showDay(on)}`,
  other_makers: ({ makers, maker }) => `Ремонтирует ${makers.join(', ')}, но не ${maker}`,
  not_this_component: ({ component }) => `Не берёт ${kind[component]}`,
  not_this_level: ({ level }) => `Не выполняет такую работу: ${work(level)}`,
  no_maker_warranty: 'Не ремонтирует по гарантии производителя',
  no_repair_warranty: 'О гарантии на собственный ремонт ничего не известно',
  on_its_way: ({ center }) => (center === null ? 'Устройство уже в пути в другой центр или обратно' : `Устройство уже в пути в ${center} или обратно`),
  no_lane: ({ country, on }) => `На ${showDay(on)} нет маршрута из страны ${countryName(country)}; добавьте его центру`,
  no_lane_to: ({ country, center }) => `Нет маршрута из страны ${countryName(country)} в ${center}; добавьте его центру`,
  no_center_chosen: 'Центр ещё не выбран',
  no_units_away: ({ number }) => `${number}: все устройства на месте`,
  nothing_to_estimate: ({ number, stage }) => `Оценивать нечего; стадия ${number}: ${trade.stages[stage]}`,
  not_compared: 'Этот центр не сравнивался',
  other: ({ text }) => text,
};

export const estimates: Words['estimates'] = {
  whyNot,
  subject: ({ number, quantity: n, component, model, level, warranty, site }) =>
    `${number === null ? '' : `${number}: `}${units[component](n)}${model === null ? '' : ` (${model})`}, ${work(level)}, ${covered[warranty]}, откуда: ${site ?? 'США'}`,
  breakEven: {
    gap: ({ side, usd }) => `${side === 'us' ? 'Центр в США' : 'Зарубежный центр'} выгоднее, только если его смета ниже более чем на ${dollars(usd)} за устройство.`,
    only_us: 'Подходят только центры в США, поэтому сравнивать с зарубежными не с чем.',
    only_overseas: 'Подходят только зарубежные центры, поэтому сравнивать с США не с чем.',
    no_center: 'Не подходит ни один центр.',
  },
  between: (center, against) => `${center} против ${against}`,
  basis: ({ blended, finished_tickets: finished, open_tickets: open, edited, from_demo: demo }) => {
    const published = `опубликованные данные${edited === 0 ? '' : ` (вами задано: ${edited})`}`;
    if (!blended) return `${published}, ${counted(finished + open, 'своя заявка', 'свои заявки', 'своих заявок')}`;
    if (finished + open === 0) return `${demo ? 'вымышленные заявки' : 'ваши заявки'} в других центрах и ${published}; там своих заявок 0`;
    return `${demo ? 'вымышленные' : 'ваши'} заявки там (завершено ${quantity(finished)}, открыто ${quantity(open)}) и ${published}`;
  },
  fee: {
    your_quote: ({ usd }) => `${dollars(usd)} за устройство, ваша смета`,
    repair_warranty: 'Покрыто гарантией на ремонт',
    maker_pays: 'Покрыто: платит производитель',
    listed: ({ amount: fee, currency, rate, of_one_board, source }) =>
      `${amount((fee ?? 0) * 100, currency)}${rate === null ? '' : ` по курсу ${dollars(rate[0])} (${rate[1]})`}${of_one_board ? '; за одну хешплату, цены за майнер целиком нет' : ''}; ${source}`,
    unknown: 'Цена ремонта неизвестна; введите смету центра',
    no_exchange_rate: ({ amount: fee, currency }) => `Цена ремонта ${amount((fee ?? 0) * 100, currency)}, а курс неизвестен; добавьте его в настройках`,
  },
  assumedPrice: 'Ваше допущение',
  noPrice: 'Хешпрайс неизвестен',
  remarks: {
    other_components: ({ units: n, of, component }) => differ(n, of, kind[component]),
    other_levels: ({ units: n, of, level }) => differ(n, of, work(level)),
    other_warranties: ({ units: n, of, warranty }) => differ(n, of, covered[warranty]),
    no_hashrate: ({ units: n, of }) => `Ни один источник не даёт хешрейт ${n} из ${counted(of, 'устройства', 'устройств', 'устройств')}; их потери от простоя не учтены. Чтобы учесть, задайте хешрейт модели.`,
    whole_miner_still: 'Без платы управления или блока питания стоит весь майнер; так и посчитано.',
    no_site: 'Площадка не указана; принята площадка в США по центральному времени.',
    no_center_set: 'Центр у заявки не указан, поэтому прошедшее время не учтено.',
    further_on: ({ units: n, of, stage }) => `Дальше продвинулись ${n} из ${counted(of, 'устройства', 'устройств', 'устройств')}; оценка дана для последнего, его стадия: ${trade.stages[stage]}`,
    old_hashprice: ({ from }) => `Последний хешпрайс от ${showDay(from)}; задайте сегодняшний, чтобы точнее знать цену ожидания.`,
    no_hashprice: 'Хешпрайс на этот день неизвестен; потери от простоя не учтены.',
    some_without_fee: ({ centers, of }) => `Цена ремонта неизвестна у ${centers} из ${counted(of, 'центра', 'центров', 'центров')}; среди самых дешёвых они не учитываются. Введите их сметы.`,
    none_with_fee: 'Цена ремонта неизвестна; сравниваются перевозка, пошлина и ожидание.',
    batch_waits: 'Считается, что каждое устройство ждёт последнее из своей партии; ожидание свыше 400 дней считается за 400.',
    maker_unknown: ({ makers }) => `Ремонтирует ${makers.join(', ')}; производитель устройств неизвестен.`,
    sea_damp: 'Некоторые центры не принимают морские отправления из-за сырости.',
    chosen_though: ({ why }): string => spoken(whyNot, why.kind, why),
    duty_not_in_tables: ({ country }) => `Пошлины на ввоз (${countryName(country)}) нет в таблицах; она не учтена.`,
    no_duty_rate: ({ country }) => `Ставка пошлины неизвестна (${countryName(country)}); пошлина не учтена.`,
    duty_undeclared: 'Пошлина берётся со стоимости ремонта, которую заявит производитель; она неизвестна, пошлина не учтена.',
    duty_without_fee: 'Пошлина — доля цены ремонта, а та неизвестна; пошлина не учтена.',
    fee_left_out: 'Суммы без цены ремонта: она неизвестна.',
    on_time: ({ by, chance }) => `Возврат до ${showDay(by)}: в ${share(chance ?? 0)} случаев.`,
    no_holidays: ({ country }) => `Праздники неизвестны (${countryName(country)}); вычтены только выходные.`,
    holidays_end: ({ country, until }) => `Праздники (${countryName(country)}) известны до ${showDay(until)}; дальше вычтены только выходные.`,
    make_up_days_end: ({ country, until }) => `Рабочие выходные взамен праздников (${countryName(country)}) опубликованы до ${showDay(until)}.`,
    prior_borrowed: ({ stage, segment, site, from_stage, from_segment, from_site }) => `Нет опубликованных данных: ${prior(stage, segment, site)}; взято: ${prior(from_stage, from_segment, from_site)}`,
    capacity_assumed: ({ center, units: n }) => `Никто не указал, сколько устройств ${center} берёт сразу; принято ${quantity(n)}.`,
    rework_capped: ({ percent, stages }) => `${share((percent ?? 0) / 100)} путей оборваны после ${counted(stages, 'стадии', 'стадий', 'стадий')} переделок.`,
    hold_released: 'Предполагаемая задержка снята до даты оценки; она не учтена.',
  },

  clock: { business: 'рабочие дни', calendar: 'дни' },
  against: (factor) =>
    factor >= 1.05 ? `в ${quantity(factor)} раза медленнее опубликованного` : factor >= 0.95 ? 'так же быстро, как опубликовано' : `в ${quantity(1 / Math.max(factor, 0.01))} раза быстрее опубликованного`,
  alike: (shared) => `совпадает: ${shared}`,
  alikeIn: { center: 'центр', maker: 'производитель', model: 'модель', component: 'компонент', level: 'уровень', warranty: 'гарантия', fault: 'неисправность' },
  customs: {
    assumed: ({ lane: on, until }) => `Вы предполагаете задержку на маршруте ${lane(on)} до ${showDay(until)}.`,
    seen: ({ lane: on, chance }) => {
      const p = chance ?? 0;
      return `${p >= 0.5 ? 'Задержка вероятна' : p >= 0.1 ? 'Задержка возможна' : 'Задержки не видно'} на маршруте ${lane(on)}: ${Math.round(p * 100)} из 100, по вашим отправкам. Задержка может стать видна с опозданием на две–четыре недели.`;
    },
    unseen: ({ lane: on }) => `По маршруту ${lane(on)} ещё ни одна ваша отправка не вернулась; задержки взяты с опубликованной частотой.`,
  },
  wouldChange: {
    no_hold: ({ days: n }) => `Без задержки на таможне день с 95 % был бы раньше на ${days(n)}.`,
    through: ({ stage, days: n }) => `Будь стадия «${trade.stages[stage]}» уже пройдена, вероятный день был бы раньше на ${days(n)}.`,
    yes_at_once: ({ days: n }) => `Согласие со сметой сразу сберегло бы около ${counted(n, 'дня', 'дней', 'дней')}.`,
    as_published: ({ stage, days: n }) => `Стадия «${trade.stages[stage]}» с опубликованной скоростью сберегла бы около ${counted(n, 'дня', 'дней', 'дней')}.`,
  },
  by: {
    published: 'Опубликованные сроки стадий одна за другой; переделки и задержки на таможне с обычной частотой.',
    batch: 'Стадии одна за другой, по вашим заявкам и опубликованным данным. Партия возвращается с последним устройством, поэтому полный срок одиночных заявок не взят.',
    stages: 'Стадии одна за другой, по вашим заявкам и опубликованным данным.',
    whole: 'Полный срок прошлых заявок, стоявших там же, где эта.',
    half: 'Наполовину стадии одна за другой, наполовину полный срок прошлых заявок, стоявших там же, где эта.',
  },
  method: ({ tried_on, stretched_percent: by }) =>
    [
      tried_on === null ? '' : `Из способов, испытанных на ${counted(tried_on, 'прошлой заявке', 'прошлых заявках', 'прошлых заявках')}, этот предсказал лучше всех.`,
      by === null ? '' : `Стадии показаны на ${share(Math.abs(by) / 100)} ${by > 0 ? 'длиннее' : 'короче'}, чтобы в сумме получился этот срок.`,
    ],
  recalibration: {
    unjudged: 'Прошлыми оценками не поправлено.',
    mended: ({ came, scattered_percent: by }) =>
      `Прошлые заявки ${[...(came === null ? [] : [`возвращались ${came === 'later' ? 'позже' : 'раньше'} предсказанного`]), ...(by === null ? [] : [`разбросаны на ${share(Math.abs(by) / 100)} ${by > 0 ? 'больше' : 'меньше'} предсказанного`])].join(' и ')}; оценка поправлена на это.`,
    too_few: ({ needed, made }) => `Не поправлено: чтобы учиться, нужно ${needed} прошлых оценок, а сделать удалось ${made}.`,
    fitting: 'Не поправлено: прошлые оценки были так же широки, как то, что вышло.',
  },
  caution: ({ region, back, needed }) =>
    `Открытых журналов ремонта майнеров нет, а ваших заявок ${region === 'us' ? 'в США' : 'за рубежом'} вернулось только ${back}: пока не вернётся ${needed}, оценка не проверена.`,
  learned: {
    nothing: () => 'Своих заявок ещё нет: оценки основаны на опубликованных данных.',
    waiting: ({ tickets }) => `Учимся на ${counted(tickets, 'вашей заявке', 'ваших заявках', 'ваших заявках')}; до тех пор оценки основаны на опубликованных данных.`,
    behind: ({ newer_events }) => `Оценка старее данных на ${counted(newer_events, 'событие', 'события', 'событий')}: учимся заново.`,
    current: ({ tickets, of, from_demo }) =>
      of <= tickets ? `Основа — все ${from_demo ? 'вымышленные' : 'ваши'} заявки: ${quantity(tickets)}.` : `Основа — ${from_demo ? 'вымышленные' : 'ваши'} заявки: ${quantity(tickets)}, равномерная выборка из ${quantity(of)}.`,
  },
};
