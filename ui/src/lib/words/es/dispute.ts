import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const dispute: Words['dispute'] = {
  title: 'Expediente de reclamación',
  text: 'Un solo archivo para una garantía denegada o una reclamación de transporte, que cualquiera puede comprobar:',
  holds: ['Un PDF: identificadores, garantía, quién tuvo el equipo y cuándo, hallazgos con sus líneas de registro, reparaciones, pruebas', 'Las fotos y archivos originales, byte por byte', 'El diario del equipo con sus hashes, y cómo comprobarlos'],
  metadata: 'Las fotos conservan el lugar y la hora que escribió la cámara.',
  packing: 'Empaquetando',
  close: 'Cerrar',
  save: 'Guardar…',
  saved: (files) => `Expediente guardado, con ${counted(files, 'original', 'originales')}`,
  leftOut: (count, first) => `${counted(count, 'original omitido', 'originales omitidos')}, no como se adjuntó: ${first}`,
  cancelled: 'Cancelado; no se guardó nada.',
  zip: 'Archivo ZIP',
  menu: 'Expediente de reclamación…',
};
