import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const whereToSend: Words['whereToSend'] = {
  title: 'Adónde enviar',
  whatIf: 'Qué pasaría si',
  model: 'Modelo',
  anyModel: 'Escriba un modelo',
  component: 'Qué se envía',
  warranty: 'Garantía',
  level: 'Reparación',
  from: 'Desde',
  anySite: 'Cualquier sitio de EE. UU.',
  quantity: 'Unidades',
  day: 'Fecha de envío',
  noModel: 'Elija un modelo y se contará el minado perdido.',
  units: (count) => counted(count, 'unidad', 'unidades'),
  forRma: (number) => `para ${number}`,
  forTicket: (number, serial) => (serial === null ? `para ${number}` : `para ${number}, ${serial}`),
  filedTo: (center) => `presentado a ${center}`,
  backToRma: 'Volver al RMA',
  backToTicket: 'Volver al ticket',
  askWhatIf: 'Probar un supuesto',
  looking: 'Buscando',
  notFound: 'No se encontró lo que nombra la dirección',
  noSuch: (what) => `Ningún RMA ni ticket se llama ${what}. Ábralo desde su lista o pruebe un supuesto.`,
  chose: (center, what) => `${what} va a ${center}`,
  notChosen: 'No se asignó el centro',
};
