import { showDay } from '$lib/format/dates';
import { counted } from '$lib/format/plural';
import type { Words } from '..';
import { spoken } from '../told';
import { atBench } from './at-bench';
import { estimates } from './estimates';
import { people } from './people';
import { trade } from './trade';
import { troubles } from './verdicts';

const wait = (seconds: number): string => (seconds > 90 ? counted(Math.ceil(seconds / 60), 'minuto', 'minutos') : counted(seconds, 'segundo', 'segundos'));

export const reasons: Words['reasons'] = {
  refused: {
    on_hold: 'Está en espera; reanúdelo primero',
    back_needs_reason: 'Para volver atrás hace falta un motivo',
    filed_with_its_rma: 'Se presenta con su RMA; presente el RMA',
    no_customs_on_this_lane: 'Una ruta dentro de EE. UU. no tiene aduana',
    no_transit_at_own_bench: 'En el taller propio no hay transporte',
    not_covered: 'La reparación no está cubierta: hace falta garantía, la aprobación del cliente o un presupuesto dentro del límite de gasto del RMA',
    needs_disposition: 'Falta el resultado: cómo terminó la reparación',
    testing_first: 'Una unidad reparada pasa antes por la prueba',
    no_passed_test: 'No consta ninguna prueba superada en este intento',
    needs_package: 'Hace falta un bulto con transportista y número de seguimiento',
    there_already: 'Ya está ahí',
    closed_for_good: 'Está cerrado; una unidad que vuelve abre un ticket nuevo',
    repair_has_begun: 'Empezada la reparación, un ticket ya no se cancela',
    only_submitted_is_rejected: 'Solo se rechaza un ticket presentado',
    goes_on_to: ({ from, next }) => `Desde ${trade.stages[from]} sigue a: ${next.map((stage) => trade.stages[stage]).join(', ')}`,
    held_already: 'Ya está en espera; reanúdelo primero',
    not_held: 'No está en espera',
    stage_is_not_held: ({ stage }) => `En esta etapa un ticket no se pone en espera: ${trade.stages[stage]}`,
    has_ended: ({ stage }) => `El ticket ha terminado: ${trade.stages[stage]}`,
    tested_at_the_bench: ({ stage }) => `Una prueba se registra en el taller; el ticket está en: ${trade.stages[stage]}`,
    repaired_at_the_bench: ({ stage }) => `Una reparación se registra en el taller; el ticket está en: ${trade.stages[stage]}`,
    test_is_older_than_repair: 'La prueba superada es anterior a la última reparación; pruébelo de nuevo',
    test_is_not_enough: ({ needed }) => `La prueba superada no basta para esta unidad. Hace falta: ${trade.tests[needed]}`,
    test_too_short: ({ minutes, needed }) => `Una prueba de ${minutes} min no está superada: su plantilla pide ${needed} min`,
    check_not_passed: ({ measure, label, was_made }) => `No está superada una prueba con una comprobación ${was_made ? 'fallida' : 'sin hacer'}: ${label === '' ? atBench.measures[measure] : label}`,
    test_runs_already: 'Ya hay una prueba suya en curso; termínela primero',
    not_enough_stock: ({ part, place, there, wanted }) => `No hay suficiente ${part} en ${place}: hay ${there}, se piden ${wanted}`,
    others_stock: ({ part, owner }) => `${part} es de ${owner}. Indique quién aceptó usarlo en el equipo de otro cliente`,
    no_work_runs: 'No tiene ningún trabajo en curso',
    works_on_it_already: 'Ya está haciendo eso en esta unidad',
    no_bench_of_our_own: 'Ningún centro es el taller propio; añada uno en Centros',
    quote_stands: ({ state }) => `El estado del presupuesto no lo permite: ${atBench.quoteStates[state]}`,
    quote_expired: ({ day }) => `El presupuesto valía hasta ${showDay(day)}; haga la versión siguiente`,
    nothing_changes: 'Nada cambia',
    on_open_ticket: ({ number }) => `La unidad ya está en el ticket abierto ${number}`,
    filed_already: 'Está presentado; cancele el ticket',
    no_open_ticket: 'No tiene ningún ticket abierto',
    in_another_rma: ({ number, rma }) => (rma === null ? `Su ticket abierto ${number} no está en ningún RMA` : `Su ticket abierto ${number} está en ${rma}`),
    scanned_before: ({ n }) => `Fue el escaneo ${n} de esta sesión`,
    site_of_another_customer: ({ site }) => `${site} es de otro cliente`,
    undone_already: 'Esto ya se deshizo',
    not_allowed: ({ who, role, right, held_by }) => `${who} (${people.roles[role]}) no tiene permiso para esto: ${people.rights[right]}. Solo para: ${held_by.map((holder) => people.roles[holder]).join(', ')}`,
    not_signed_in: ({ right }) => `Nadie ha entrado. Entre primero: ${people.rights[right]}`,
    wrong_pin: ({ name, seconds }) => (seconds === 0 ? `Ese no es el PIN de ${name}` : `Ese no es el PIN de ${name}; pruebe otra vez en ${wait(seconds)}`),
    too_many_wrong_pins: ({ name, wrong, seconds }) => `${counted(wrong, 'PIN incorrecto', 'PIN incorrectos')} seguidos de ${name}; pruebe otra vez en ${wait(seconds)}`,
    last_admin: 'La base necesita al menos un administrador; haga antes administrador a otra persona',
    first_must_be_admin: 'La primera persona de una base debe ser administrador',
    row_cannot_be_taken: ({ row, why }) => `La fila ${row} no puede tomarse: ${spoken(troubles.cannot, why.kind, why)}`,
    no_estimate: ({ why }) => spoken(estimates.whyNot, why.kind, why),
    freeze_its_rma: 'El ticket aún no se ha presentado; congele la estimación de su RMA',
    promise_of_a_filing: 'Es la promesa de una presentación y vale mientras esta exista',
  },
};
