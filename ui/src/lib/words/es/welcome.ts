import type { Words } from '..';

export const welcome: Words['welcome'] = {
  title: 'Bienvenida',
  heading: 'Repare los mineros averiados y sepa cuándo vuelven',
  text: 'Hashmend guarda cada unidad, RMA y reparación de su flota en un solo archivo en este equipo, y compara la reparación en EE. UU. y en el extranjero antes de enviar nada.',
  importTitle: 'Cargar mi flota',
  importText: 'Pegue o escanee números de serie, o abra una lista. Cada fila recibe primero un veredicto; nada se incorpora sin verlo.',
  demoTitle: 'Explorar con una flota de demostración',
  demoText: '1200 unidades inventadas y 300 tickets en curso. Marcados como demostración, se quitan con un clic.',
  demoThere: 'La flota de demostración ya está aquí.',
  file: 'Presentar un RMA ahora',
  making: 'Creando la flota de demostración',
  cancelled: 'Detenido; no se creó nada.',
};
