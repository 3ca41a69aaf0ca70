import { showDay } from '$lib/format/dates';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { spoken, type CannotTakes, type CellTroubles, type DateProblems, type MacProblems, type SerialProblems, type Unlikes } from '../told';
import { takeIn } from './take-in';
import { trade } from './trade';

const days = (n: number): string => counted(n, 'день', 'дня', 'дней');
const listed = (names: readonly string[], more: number): string => (more === 0 ? names.join(', ') : `${names.join(', ')} и ещё ${more}`);

const serial: SerialProblems = {
  missing: 'серийного номера нет; введите или отсканируйте номер с этикетки',
  placeholder: ({ typed }) => `«${typed}» означает «нет номера»; введите или отсканируйте номер с этикетки`,
  scientific_notation: ({ typed }) => `«${typed}» — серийный номер, который таблица превратила в число, и цифры потеряны; сделайте столбец текстовым и вставьте номер из источника снова`,
  digits_lost: ({ typed }) => `«${typed}» длиннее, чем хранит число в таблице, последним цифрам верить нельзя; сделайте столбец текстовым и вставьте из источника снова`,
  spreadsheet_error: ({ typed }) => `«${typed}» — ошибка таблицы, а не серийный номер; исправьте формулу или вставьте номер`,
  several_serials: ({ typed }) => `«${typed}» содержит несколько серийных номеров; поместите каждый в свою строку`,
  too_long: ({ length }) => `${length} знаков — слишком много для серийного номера; на известных этикетках не более 33`,
  unreadable: ({ character, position }) => `знак ${position} (${character}) не может быть частью серийного номера; ожидаются буквы и цифры`,
};
const mac: MacProblems = {
  missing: 'MAC-адреса нет',
  scientific_notation: ({ typed }) => `«${typed}» — MAC-адрес, который таблица превратила в число; сделайте столбец текстовым и вставьте снова`,
  malformed: ({ typed }) => `«${typed}» — не MAC-адрес: ожидаются 12 шестнадцатеричных цифр, как 02:42:AC:11:00:02`,
};
const date: DateProblems = {
  not_a_date: ({ typed }) => `«${typed}» — не дата; запишите её как 2025-04-03`,
  ambiguous: ({ typed }) => `«${typed}» можно прочесть как две даты; запишите её как 2025-04-03 или укажите порядок`,
  out_of_range: ({ typed }) => `«${typed}» вне лет 2009–2099, когда майнеры покупают и ремонтируют`,
};
const cell: CellTroubles = {
  serial: ({ why }) => spoken(serial, why.problem, why),
  mac: ({ why }) => spoken(mac, why.problem, why),
  date: ({ why }) => spoken(date, why.problem, why),
  part: ({ typed }) => `«${typed}» — не вид устройства; ожидается майнер, хешплата, плата управления или блок питания`,
  too_long: ({ characters }) => `${characters} знаков; сохранены первые 2000`,
};
const unlike: Unlikes = {
  characters: ({ at }) => at.map(([position, here, there]) => `знак ${position}: здесь ${here}, там ${there}`).join(', '),
  swapped: ({ position }) => `знаки ${position} и ${position + 1} переставлены`,
  one_more: ({ position, character }) => `лишний знак ${position} (${character})`,
  one_less: ({ position, character }) => `не хватает знака ${position} (${character})`,
};
const warranty: Words['verdicts']['warranty'] = {
  on_repair: ({ days: n, maker, sent_back, until }) => `вернулось в пределах гарантии на ремонт (${maker ?? 'ремонтный центр'}, ${days(n)}): отправлено обратно ${showDay(sent_back)}, покрыто до ${showDay(until)}`,
  doa_window: ({ maker, days: n, dispatched, until }) => `в пределах срока «неисправно при получении» (${maker ?? 'производитель'}, ${days(n)}): отгружено ${showDay(dispatched)}, заявить до ${showDay(until)}`,
  until: ({ until }) => `на гарантии до ${showDay(until)}`,
  ended: ({ on }) => `гарантия закончилась ${showDay(on)}`,
  inside: ({ maker, days: n, dispatched, until }) => `опубликованный срок (${maker ?? 'производитель'}) ${days(n)}: отгружено ${showDay(dispatched)}, до ${showDay(until)}`,
  outside: ({ maker, days: n, dispatched }) => `опубликованный срок (${maker ?? 'производитель'}) ${days(n)}, а отгружено ${showDay(dispatched)}`,
  no_length: ({ maker }) => `срок гарантии не опубликован: ${maker ?? 'производитель неизвестен'}`,
  no_date: ({ days: n }) => `дата неизвестна; опубликованный срок ${days(n)}`,
  nothing_known: 'неизвестны ни дата, ни опубликованный срок',
  from_log: ({ file, case: name }) => `из журнала ${file}, случай ${name}`,
};
const cannot: CannotTakes = {
  spoilt: ({ why }) => spoken(serial, why.problem, why),
  same_as_row: ({ row }) => `это то же устройство, что в строке ${row}; исправьте серийный номер, если другое`,
  on_open_ticket: ({ number }) => `устройство в открытой заявке ${number}; сначала её нужно закрыть или отменить`,
  needs_serial: 'для RMA нужен серийный номер с этикетки; введите или отсканируйте его',
};

/** What other sentences are made of. */
export const troubles = { serial, mac, date, cell, unlike, cannot };

export const verdicts: Words['verdicts'] = {
  warranty,
  said: {
    spoilt: ({ why }) => spoken(serial, why.problem, why),
    only_mac: ({ why }) => `${spoken(serial, why.problem, why)}; известен только MAC, берите так, лишь если этикетка утеряна`,
    on_open_ticket: ({ number, stage, files }) => (files ? `уже в открытой заявке ${number} (${trade.stages[stage]}); пока она не закрыта и не отменена, оформить второй раз нельзя` : `в открытой заявке ${number} (${trade.stages[stage]})`),
    same_as_row: ({ row }) => `тот же серийный номер, что в строке ${row}, она и считается устройством; исправьте этот, если он другого устройства`,
    looks_like: ({ of, row, how }) => `похож на ${of} ${row === null ? 'из парка' : `из строки ${row}`}: ${spoken(unlike, how.kind, how)}; прочтите этикетку, затем исправьте или возьмите как есть`,
    second_return: ({ number, why }) => `повторный возврат ${number}: ${spoken(warranty, why.kind, why)}; заявляйте по гарантии на ремонт`,
    no_such_model: 'этой модели нет в каталоге',
    model_may_be: ({ written, names, more }) => `«${written}» может быть: ${listed(names, more)}; выберите одну`,
    model_unknown: ({ written, nearest, more }) => (nearest.length > 0 ? `модели «${written}» нет в каталоге; ближайшие: ${listed(nearest, more)}. Без выбора устройство берётся под написанным названием` : `модели «${written}» нет в каталоге; выберите или добавьте её, иначе устройство берётся под написанным названием`),
    no_such_customer: ({ name }) => `клиента «${name}» здесь нет; добавьте его в настройках или выберите одного для всего списка`,
    no_such_site: ({ name }) => `у клиента нет площадки «${name}»; добавьте её в настройках или выберите одну для всего списка`,
    no_slot: ({ parent }) => `сказано, что стоит в устройстве ${parent ?? '(майнер)'}, но не где; ожидается слот, например HB0, без него в майнер не записывается`,
    cell: ({ field, trouble }) => `${takeIn.fields[field] ?? field}: ${spoken(cell, trouble.kind, trouble)}; устройство берётся без этого`,
    known: ({ code, adds }) => (adds ? `в парке как ${code}; новое из этой строки будет добавлено` : `в парке как ${code}, и нового эта строка не говорит`),
    new: ({ strange }) => (strange ? 'в парке ещё нет; формат серийного номера здесь неизвестен' : 'в парке ещё нет'),
  },
};
