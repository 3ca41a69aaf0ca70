import { showDay } from '$lib/format/dates';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { spoken } from '../told';
import { atBench } from './at-bench';
import { estimates } from './estimates';
import { people } from './people';
import { trade } from './trade';
import { troubles } from './verdicts';

const wait = (seconds: number): string => (seconds > 90 ? counted(Math.ceil(seconds / 60), 'минуту', 'минуты', 'минут') : counted(seconds, 'секунду', 'секунды', 'секунд'));

export const reasons: Words['reasons'] = {
  refused: {
    on_hold: 'Заявка на паузе; сначала снимите её с паузы',
    back_needs_reason: 'Чтобы вернуться назад, нужна причина',
    filed_with_its_rma: 'Заявка оформляется вместе с RMA; оформите RMA',
    no_customs_on_this_lane: 'На маршруте внутри США таможни нет',
    no_transit_at_own_bench: 'До собственного стола перевозки нет',
    not_covered: 'Ремонт не покрыт: нужна гарантия, согласие клиента или смета в пределах лимита RMA',
    needs_disposition: 'Нужен итог: чем закончился ремонт',
    testing_first: 'Отремонтированное устройство сначала проходит тест',
    no_passed_test: 'Для этой попытки нет пройденного теста',
    needs_package: 'Нужна посылка с перевозчиком и номером отслеживания',
    there_already: 'Заявка уже там',
    closed_for_good: 'Заявка закрыта; вернувшееся устройство открывает новую',
    repair_has_begun: 'После начала ремонта заявку не отменяют',
    only_submitted_is_rejected: 'Отклонить можно только поданную заявку',
    goes_on_to: ({ from, next }) => `Из стадии «${trade.stages[from]}» дальше: ${next.map((stage) => trade.stages[stage]).join(', ')}`,
    held_already: 'Заявка уже на паузе; сначала снимите её с паузы',
    not_held: 'Заявка не на паузе',
    stage_is_not_held: ({ stage }) => `На этой стадии паузы не бывает: ${trade.stages[stage]}`,
    has_ended: ({ stage }) => `Заявка завершена: ${trade.stages[stage]}`,
    tested_at_the_bench: ({ stage }) => `Тест записывают на столе; стадия заявки: ${trade.stages[stage]}`,
    repaired_at_the_bench: ({ stage }) => `Ремонт записывают на столе; стадия заявки: ${trade.stages[stage]}`,
    test_is_older_than_repair: 'Пройденный тест старше последнего ремонта; проверьте ещё раз',
    test_is_not_enough: ({ needed }) => `Пройденного теста мало для этого устройства. Нужно: ${trade.tests[needed]}`,
    test_too_short: ({ minutes, needed }) => `Тест в ${minutes} мин не пройден: шаблон требует ${needed} мин`,
    check_not_passed: ({ measure, label, was_made }) => `Тест не пройден, проверка ${was_made ? 'не прошла' : 'не сделана'}: ${label === '' ? atBench.measures[measure] : label}`,
    test_runs_already: 'Его тест уже идёт; сначала завершите его',
    not_enough_stock: ({ part, place, there, wanted }) => `Не хватает ${part} (${place}): есть ${there}, нужно ${wanted}`,
    others_stock: ({ part, owner }) => `${part} здесь принадлежит ${owner}. Укажите, кто согласился поставить её в чужое устройство`,
    no_work_runs: 'У вас нет начатой работы',
    works_on_it_already: 'Вы уже делаете это на этом устройстве',
    no_bench_of_our_own: 'Среди центров нет собственного стола; добавьте его в разделе «Центры»',
    quote_stands: ({ state }) => `Состояние сметы этого не допускает: ${atBench.quoteStates[state]}`,
    quote_expired: ({ day }) => `Смета действовала до ${showDay(day)}; составьте следующую версию`,
    nothing_changes: 'Ничего не меняется',
    on_open_ticket: ({ number }) => `Устройство уже в открытой заявке ${number}`,
    filed_already: 'Уже оформлено; отмените заявку',
    no_open_ticket: 'Открытой заявки у него нет',
    in_another_rma: ({ number, rma }) => (rma === null ? `Его открытая заявка ${number} не входит ни в один RMA` : `Его открытая заявка ${number} входит в ${rma}`),
    scanned_before: ({ n }) => `Это был скан ${n} этого сеанса`,
    site_of_another_customer: ({ site }) => `${site}: площадка другого клиента`,
    undone_already: 'Это уже отменено',
    not_allowed: ({ who, role, right, held_by }) => `${who} (${people.roles[role]}) не имеет права: ${people.rights[right]}. Только для: ${held_by.map((holder) => people.roles[holder]).join(', ')}`,
    not_signed_in: ({ right }) => `Никто не вошёл. Сначала войдите: ${people.rights[right]}`,
    wrong_pin: ({ name, seconds }) => (seconds === 0 ? `Неверный PIN: ${name}` : `Неверный PIN: ${name}; повторите через ${wait(seconds)}`),
    too_many_wrong_pins: ({ name, wrong, seconds }) => `${counted(wrong, 'неверный PIN', 'неверных PIN', 'неверных PIN')} подряд: ${name}; повторите через ${wait(seconds)}`,
    last_admin: 'Нужен хотя бы один администратор; сначала сделайте администратором другого',
    first_must_be_admin: 'Первый человек должен быть администратором',
    row_cannot_be_taken: ({ row, why }) => `Строку ${row} взять нельзя: ${spoken(troubles.cannot, why.kind, why)}`,
    no_estimate: ({ why }) => spoken(estimates.whyNot, why.kind, why),
    freeze_its_rma: 'Заявка ещё не подана; закрепите оценку её RMA',
    promise_of_a_filing: 'Это обещание при оформлении; оно действует, пока действует оформление',
  },
};
