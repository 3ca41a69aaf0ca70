import { showDay } from '$lib/format/dates';
import { money } from '$lib/format/money';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { fleet } from './fleet';
import { trade } from './trade';

export const history: Words['history'] = {
  lines: {
    ticket_opened: ({ number }) => `${number}: заявка открыта`,
    ticket_removed: ({ number }) => `${number}: убрана из черновика`,
    ticket_changed: 'Данные изменены',
    ticket_assigned: 'Указан клиент или площадка',
    ticket_regrouped: 'Перенесена в другой RMA',
    ticket_moved: ({ from, to, attempt, reason }) => `${trade.stages[from]} → ${trade.stages[to]}${attempt > 1 ? `, попытка ${attempt}` : ''}${reason === null ? '' : `: ${reason}`}`,
    ticket_move_undone: ({ from, to }) => `${trade.stages[from]} → ${trade.stages[to]}: отменено`,
    ticket_held: ({ reason, holder, note }) => `Пауза: ${trade.holds[reason].label}. Чьё время: ${trade.holders[holder]}.${note === '' ? '' : ` ${note}`}`,
    ticket_released: 'Снята с паузы',
    ticket_hold_undone: 'Пауза отменена',
    ticket_release_undone: 'Снятие отменено; снова на паузе',
    ticket_approved: ({ by, cents }) => (cents === null ? `Согласовано: ${by}` : `Согласовано: ${by}, ${money(cents)}`),
    ticket_approval_undone: 'Согласование отменено',
    ticket_disposed: ({ disposition }) => (disposition === null ? 'Итог убран' : `Итог: ${trade.dispositions[disposition]}`),
    ticket_tested: ({ passed, test, minutes, rig }) => `Тест ${passed ? 'пройден' : 'не пройден'}: ${trade.tests[test]}, ${minutes} мин, ${rig}`,
    ticket_test_undone: 'Запись о тесте отменена',
    ticket_packed: ({ carrier, tracking }) => `Упаковано: ${carrier} ${tracking}`,
    ticket_packing_undone: 'Запись о посылке отменена',
    ticket_noted: ({ text }) => text,
    ticket_promised: ({ likely, cautious }) => `Обещано: вероятно ${showDay(likely)}, 80 % до ${showDay(cautious)}`,
    ticket_promise_withdrawn: 'Обещание снято',
    device_added: ({ number, serial }) => (serial === null ? `Устройство ${number} добавлено без серийного номера` : `Устройство ${serial} добавлено как ${number}`),
    device_removed: ({ number }) => `Устройство ${number} убрано`,
    device_changed: 'Данные устройства изменены',
    device_claimed: ({ identifier, normal }) => `Известно как ${normal} (${fleet.identifierKinds[identifier]})`,
    device_claim_ended: ({ identifier, normal }) => `Больше не известно как ${normal} (${fleet.identifierKinds[identifier]})`,
    device_installed: ({ slot }) => `Плата установлена в слот ${slot}`,
    device_uninstalled: ({ slot }) => `Плата вынута из слота ${slot}`,
    device_install_undone: ({ slot }) => `Платы в слоте ${slot} больше нет: установка отменена`,
    device_uninstall_undone: ({ slot }) => `Плата снова в слоте ${slot}: снятие отменено`,
    device_imported: ({ file_name, added, changed }) => `${file_name} загружен: добавлено ${added}, изменено ${changed}`,
    rma_drafted: ({ number }) => `${number} начат`,
    rma_changed: 'Данные RMA изменены',
    rma_submitted: ({ days }) => (days === null ? 'Оформлен' : `Оформлен, обещано от ${days[0]} до ${counted(days[1], 'дня', 'дней', 'дней')}`),
    rma_submission_undone: 'Оформление отменено',
    rma_discarded: ({ number }) => `Черновик ${number} удалён`,
  },
  set: (parts) => `Указано: ${parts}`,
  parts: {
    symptom: ({ text }) => `симптом ${text}`,
    warranty: ({ class: of }) => `гарантия: ${trade.warranty[of]}`,
    level: ({ level }) => `уровень ремонта: ${trade.levels[level] ?? level}`,
    assignee: ({ name }) => (name === null ? 'никому не назначена' : `назначена: ${name}`),
    due: ({ day }) => (day === null ? 'без срока' : `срок ${showDay(day)}`),
    center: 'ремонтный центр',
    quote: 'смета',
    box: ({ label }) => (label === null ? 'без коробки' : `коробка ${label}`),
  },
};
