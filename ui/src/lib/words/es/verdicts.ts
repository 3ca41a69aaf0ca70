import { showDay } from '$lib/format/dates';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { spoken, type CannotTakes, type CellTroubles, type DateProblems, type MacProblems, type SerialProblems, type Unlikes } from '../told';
import { takeIn } from './take-in';
import { trade } from './trade';

const days = (n: number): string => counted(n, 'día', 'días');
const listed = (names: readonly string[], more: number): string => (more === 0 ? names.join(', ') : `${names.join(', ')} y ${more} más`);

const serial: SerialProblems = {
  missing: 'aquí no hay número de serie; escriba o escanee el de la etiqueta',
  placeholder: ({ typed }) => `«${typed}» significa «sin número de serie»; escriba o escanee el de la etiqueta`,
  scientific_notation: ({ typed }) => `«${typed}» es un número de serie que una hoja de cálculo convirtió en número, y se perdieron cifras; dé formato de texto a la columna y péguelo de nuevo desde su origen`,
  digits_lost: ({ typed }) => `«${typed}» tiene más cifras de las que guarda una hoja de cálculo, así que las últimas no son fiables; dé formato de texto a la columna y péguelo de nuevo desde su origen`,
  spreadsheet_error: ({ typed }) => `«${typed}» es un error de la hoja de cálculo, no un número de serie; corrija la fórmula o pegue el número`,
  several_serials: ({ typed }) => `«${typed}» contiene más de un número de serie; ponga cada uno en su fila`,
  too_long: ({ length }) => `${length} caracteres son demasiados para un número de serie; las etiquetas conocidas tienen 33 como máximo`,
  unreadable: ({ character, position }) => `el carácter ${position} (${character}) no puede formar parte de un número de serie; se esperan letras y cifras`,
};
const mac: MacProblems = {
  missing: 'aquí no hay dirección MAC',
  scientific_notation: ({ typed }) => `«${typed}» es una dirección MAC que una hoja de cálculo convirtió en número; dé formato de texto a la columna y péguela de nuevo`,
  malformed: ({ typed }) => `«${typed}» no es una dirección MAC: se esperan 12 cifras hexadecimales, como 02:42:AC:11:00:02`,
};
const date: DateProblems = {
  not_a_date: ({ typed }) => `«${typed}» no es una fecha; escríbala como 2025-04-03`,
  ambiguous: ({ typed }) => `«${typed}» puede ser dos fechas; escríbala como 2025-04-03 o indique qué va primero`,
  out_of_range: ({ typed }) => `«${typed}» queda fuera de los años 2009 a 2099, en los que se compran y reparan mineros`,
};
const cell: CellTroubles = {
  serial: ({ why }) => spoken(serial, why.problem, why),
  mac: ({ why }) => spoken(mac, why.problem, why),
  date: ({ why }) => spoken(date, why.problem, why),
  part: ({ typed }) => `«${typed}» no es un tipo de unidad; se espera minero, placa de hash, placa de control o fuente`,
  too_long: ({ characters }) => `${characters} caracteres; se conservaron los primeros 2000`,
};
const unlike: Unlikes = {
  characters: ({ at }) => at.map(([position, here, there]) => `el carácter ${position} es ${here} aquí y ${there} allí`).join(', '),
  swapped: ({ position }) => `los caracteres ${position} y ${position + 1} están intercambiados`,
  one_more: ({ position, character }) => `el carácter ${position} (${character}) sobra`,
  one_less: ({ position, character }) => `falta el carácter ${position} (${character})`,
};
const warranty: Words['verdicts']['warranty'] = {
  on_repair: ({ days: n, maker, sent_back, until }) => `de vuelta dentro de los ${days(n)} que ${maker ?? 'su centro de reparación'} da sobre una reparación: devuelto el ${showDay(sent_back)}, cubierto hasta el ${showDay(until)}`,
  doa_window: ({ maker, days: n, dispatched, until }) => `dentro del plazo por defecto al recibirlo de ${maker ?? 'el fabricante'}, ${days(n)}: enviado el ${showDay(dispatched)}, se reclama hasta el ${showDay(until)}`,
  until: ({ until }) => `en garantía hasta el ${showDay(until)}`,
  ended: ({ on }) => `la garantía terminó el ${showDay(on)}`,
  inside: ({ maker, days: n, dispatched, until }) => `${maker ?? 'el fabricante'} publica ${days(n)}: enviado el ${showDay(dispatched)}, hasta el ${showDay(until)}`,
  outside: ({ maker, days: n, dispatched }) => `${maker ?? 'el fabricante'} publica ${days(n)} y se envió el ${showDay(dispatched)}`,
  no_length: ({ maker }) => `no hay duración de garantía publicada: ${maker ?? 'fabricante desconocido'}`,
  no_date: ({ days: n }) => `no se conoce fecha; la duración publicada es de ${days(n)}`,
  nothing_known: 'no se conoce fecha ni duración publicada',
  from_log: ({ file, case: name }) => `del registro ${file}, caso ${name}`,
};
const cannot: CannotTakes = {
  spoilt: ({ why }) => spoken(serial, why.problem, why),
  same_as_row: ({ row }) => `es la misma unidad que la fila ${row}; corrija su número de serie si es otra`,
  on_open_ticket: ({ number }) => `la unidad está en el ticket abierto ${number}; antes hay que cerrarlo o cancelarlo`,
  needs_serial: 'un RMA necesita el número de serie de la etiqueta; escríbalo o escanéelo',
};

/** What other sentences are made of. */
export const troubles = { serial, mac, date, cell, unlike, cannot };

export const verdicts: Words['verdicts'] = {
  warranty,
  said: {
    spoilt: ({ why }) => spoken(serial, why.problem, why),
    only_mac: ({ why }) => `${spoken(serial, why.problem, why)}; solo lo identifica su MAC, tómelo así solo si se perdió la etiqueta`,
    on_open_ticket: ({ number, stage, files }) => (files ? `ya está en el ticket abierto ${number} (${trade.stages[stage]}); no puede presentarse otra vez antes de que se cierre o cancele` : `en el ticket abierto ${number} (${trade.stages[stage]})`),
    same_as_row: ({ row }) => `el mismo número de serie que la fila ${row}, que representa la unidad; corrija este si es de otra unidad`,
    looks_like: ({ of, row, how }) => `se parece a ${of} ${row === null ? 'de la flota' : `de la fila ${row}`}: ${spoken(unlike, how.kind, how)}; lea la etiqueta y corríjalo o tómelo tal cual`,
    second_return: ({ number, why }) => `segunda devolución de ${number}: ${spoken(warranty, why.kind, why)}; reclámela con la garantía de la reparación`,
    no_such_model: 'el catálogo no tiene este modelo',
    model_may_be: ({ written, names, more }) => `«${written}» puede ser ${listed(names, more)}; elija uno`,
    model_unknown: ({ written, nearest, more }) => (nearest.length > 0 ? `el catálogo no tiene el modelo «${written}»; los más cercanos: ${listed(nearest, more)}. Sin elegir uno se toma con el nombre escrito` : `el catálogo no tiene el modelo «${written}»; elija uno o añádalo; si no, se toma con el nombre escrito`),
    no_such_customer: ({ name }) => `no hay aquí ningún cliente «${name}»; añádalo en Ajustes o elija uno para toda la lista`,
    no_such_site: ({ name }) => `el cliente no tiene aquí ningún sitio «${name}»; añádalo en Ajustes o elija uno para toda la lista`,
    no_slot: ({ parent }) => `se dice que está en ${parent ?? 'un minero'}, pero no dónde; se espera una ranura como HB0, y sin ella queda fuera del minero`,
    cell: ({ field, trouble }) => `${takeIn.fields[field] ?? field}: ${spoken(cell, trouble.kind, trouble)}; la unidad se toma sin ello`,
    known: ({ code, adds }) => (adds ? `en la flota como ${code}; se le añadirá lo nuevo de esta fila` : `en la flota como ${code}, y esta fila no dice nada nuevo`),
    new: ({ strange }) => (strange ? 'aún no está en la flota; su número de serie no tiene un formato de fabricante conocido' : 'aún no está en la flota'),
  },
};
