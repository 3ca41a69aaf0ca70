import { showDay } from '$lib/format/dates';
import { money } from '$lib/format/money';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { fleet } from './fleet';
import { trade } from './trade';

export const history: Words['history'] = {
  lines: {
    ticket_opened: ({ number }) => `${number} abierto`,
    ticket_removed: ({ number }) => `${number} sacado del borrador`,
    ticket_changed: 'Datos cambiados',
    ticket_assigned: 'Cliente o sitio fijado',
    ticket_regrouped: 'Pasado a otro RMA',
    ticket_moved: ({ from, to, attempt, reason }) => `${trade.stages[from]} → ${trade.stages[to]}${attempt > 1 ? `, intento ${attempt}` : ''}${reason === null ? '' : `: ${reason}`}`,
    ticket_move_undone: ({ from, to }) => `${trade.stages[from]} → ${trade.stages[to]}: deshecho`,
    ticket_held: ({ reason, holder, note }) => `En espera: ${trade.holds[reason].label}. El tiempo es de: ${trade.holders[holder]}.${note === '' ? '' : ` ${note}`}`,
    ticket_released: 'Espera terminada',
    ticket_hold_undone: 'Espera deshecha',
    ticket_release_undone: 'Reanudación deshecha; otra vez en espera',
    ticket_approved: ({ by, cents }) => (cents === null ? `Aprobado por ${by}` : `Aprobado por ${by}: ${money(cents)}`),
    ticket_approval_undone: 'Aprobación deshecha',
    ticket_disposed: ({ disposition }) => (disposition === null ? 'Resultado borrado' : `Resultado: ${trade.dispositions[disposition]}`),
    ticket_tested: ({ passed, test, minutes, rig }) => `Prueba ${passed ? 'superada' : 'no superada'}: ${trade.tests[test]}, ${minutes} min en ${rig}`,
    ticket_test_undone: 'Registro de prueba deshecho',
    ticket_packed: ({ carrier, tracking }) => `Embalado: ${carrier} ${tracking}`,
    ticket_packing_undone: 'Registro del bulto deshecho',
    ticket_noted: ({ text }) => text,
    ticket_promised: ({ likely, cautious }) => `Prometido: probable ${showDay(likely)}, 80 % hasta ${showDay(cautious)}`,
    ticket_promise_withdrawn: 'Promesa retirada',
    device_added: ({ number, serial }) => (serial === null ? `Unidad ${number} añadida sin número de serie` : `Unidad ${serial} añadida como ${number}`),
    device_removed: ({ number }) => `Unidad ${number} retirada`,
    device_changed: 'Datos de la unidad cambiados',
    device_claimed: ({ identifier, normal }) => `Conocida como ${normal} (${fleet.identifierKinds[identifier]})`,
    device_claim_ended: ({ identifier, normal }) => `Ya no se conoce como ${normal} (${fleet.identifierKinds[identifier]})`,
    device_installed: ({ slot }) => `Placa puesta en la ranura ${slot}`,
    device_uninstalled: ({ slot }) => `Placa sacada de la ranura ${slot}`,
    device_install_undone: ({ slot }) => `La placa ya no consta en la ranura ${slot}: se deshizo`,
    device_uninstall_undone: ({ slot }) => `La placa consta otra vez en la ranura ${slot}: se deshizo su retirada`,
    device_imported: ({ file_name, added, changed }) => `${file_name} importado: ${added} añadidas, ${changed} cambiadas`,
    rma_drafted: ({ number }) => `${number} empezado`,
    rma_changed: 'Solicitud cambiada',
    rma_submitted: ({ days }) => (days === null ? 'Presentado' : `Presentado, prometido en ${days[0]} a ${counted(days[1], 'día', 'días')}`),
    rma_submission_undone: 'Presentación deshecha',
    rma_discarded: ({ number }) => `Borrador ${number} descartado`,
  },
  set: (parts) => `Fijado: ${parts}`,
  parts: {
    symptom: ({ text }) => `síntoma ${text}`,
    warranty: ({ class: of }) => `garantía ${trade.warranty[of]}`,
    level: ({ level }) => `nivel de reparación ${trade.levels[level] ?? level}`,
    assignee: ({ name }) => (name === null ? 'sin asignar' : `asignado a ${name}`),
    due: ({ day }) => (day === null ? 'sin fecha límite' : `para el ${showDay(day)}`),
    center: 'centro de reparación',
    quote: 'presupuesto',
    box: ({ label }) => (label === null ? 'sin caja' : `caja ${label}`),
  },
};
